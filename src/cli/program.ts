import { Command, Help } from 'commander';
import { version } from '../version.node.js';
import { usageError } from './terminal/failure.js';
import { applyHelpStyle } from './terminal/helpStyle.js';

/** Every command, in the order of the help. One alone is quicker to load than all. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  reproduce: async () => (await import('./reproduce/reproduceCommand.js')).defineReproduce,
  inspect: async () => (await import('./inspectCommand.js')).defineInspect,
  train: async () => (await import('./train/trainCommand.js')).defineTrain,
  explain: async () => (await import('./explainCommand.js')).defineExplain,
  evaluate: async () => (await import('./evaluateCommand.js')).defineEvaluate,
  diagnose: async () => (await import('./diagnoseCommand.js')).defineDiagnose,
  info: async () => (await import('./infoCommand.js')).defineInfo,
};

/** The commands that the arguments need: the one that is named; none for the version; all for help and for what is wrong. */
function needed(args: readonly string[]): readonly string[] {
  const first = args.find((arg) => !arg.startsWith('-'));
  if (first !== undefined) return Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
  return args.length === 1 && ['-V', '--version'].includes(args[0]) ? [] : Object.keys(commands);
}

/** What data may be, in lines that a terminal holds. */
async function aboutData(): Promise<string> {
  const { dataHelp } = await import('./input/dataOptions.js');
  return new Help().boxWrap(`Data are ${dataHelp()}.`, 80);
}

/** The program with the commands that the arguments need: options, help and choices as the registries are now. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const names = needed(args);
  // What only the program's own help says is not loaded for one command.
  const about = names.length > 1 ? await aboutData() : '';
  const program = applyHelpStyle(new Command('unvanish'))
    .description('Train recurrent networks on multivariate time series and see which features mattered, and when.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'print the stack trace of an error')
    .exitOverride(usageError)
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce boxes                          the paper’s effect, measured
  unvanish inspect scans                            what a folder of runs holds
  unvanish train x.npy --labels y.npy --out runs/a  a classifier of your series
  unvanish train a.npz --cross-validate --out r/b   accuracy beside chance
  unvanish explain runs/a x.npy --out maps.npy      what mattered, and when
  unvanish evaluate maps.npy --truth mask.npy       maps against a known truth
  unvanish diagnose runs/a x.npy                    why and how far back it is blind

${about}

Exit codes: 0 done; 1 a defect of unvanish; 2 something to mend in the input or
the options; 130 interrupted.`,
    );

  for (const name of names) (await commands[name]())(program);
  return program;
}
