import { Command, Help } from 'commander';
import { version } from '../version.node.js';
import { exitOn } from './terminal/failure.js';
import { applyHelpStyle } from './terminal/helpStyle.js';

interface ListedCommand {
  /** Its arguments, as the program's help lists them. */
  readonly takes: string;
  /** What the program's help says of it. */
  readonly description: string;
  /** What fills it in. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** Every command, in the order of the help. One alone is quicker to load than all, and the list of them needs none. */
const commands: Readonly<Record<string, ListedCommand>> = {
  reproduce: {
    takes: '<experiment>',
    description: 'run an experiment of the paper and write its report',
    load: async () => (await import('./reproduce/reproduceCommand.js')).defineReproduce,
  },
  inspect: {
    takes: '<data>',
    description: 'say what data hold, what would be a sample, and what is wrong, before anything is trained',
    load: async () => (await import('./inspectCommand.js')).defineInspect,
  },
  train: {
    takes: '<data>',
    description: 'train a classifier of your own series and write a run folder',
    load: async () => (await import('./train/trainCommand.js')).defineTrain,
  },
  explain: {
    takes: '<model> <data>',
    description: 'write saliency maps: which features mattered, and when',
    load: async () => (await import('./explainCommand.js')).defineExplain,
  },
  evaluate: {
    takes: '<maps>',
    description: 'measure saliency maps against a truth mask, beside what chance scores',
    load: async () => (await import('./evaluateCommand.js')).defineEvaluate,
  },
  diagnose: {
    takes: '<model> [data]',
    description: 'tell why, and how far back, a model is blind: what its recurrence keeps',
    load: async () => (await import('./diagnoseCommand.js')).defineDiagnose,
  },
  info: {
    takes: '[path]',
    description: 'say what a file or run folder holds; without one, versions and machine',
    load: async () => (await import('./infoCommand.js')).defineInfo,
  },
};

/** The command that the arguments run, or ask help for, if there is one. */
function namedCommand(args: readonly string[]): string | undefined {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return name !== undefined && Object.hasOwn(commands, name) ? name : undefined;
}

/** What data may be, in lines that a terminal holds. */
async function aboutData(): Promise<string> {
  const { dataHelp } = await import('./input/dataOptions.js');
  return new Help().boxWrap(`Data are ${dataHelp()}.`, 80);
}

/** The program with the command that the arguments name, its options, help and choices as the registries are now; without one, with all, for help. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const name = namedCommand(args);
  // What only the program's own help says is not loaded otherwise.
  const about = name === undefined ? await aboutData() : '';
  const program = applyHelpStyle(new Command('unvanish'))
    .description('Train recurrent networks on multivariate time series and see which features mattered, and when.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'print the stack trace of an error')
    .exitOverride()
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

  if (name === undefined) {
    for (const [listed, { takes, description }] of Object.entries(commands)) {
      program.command(`${listed} ${takes}`).description(description);
    }
  } else {
    const { description, load } = commands[name];
    (await load())(program.command(name).description(description));
  }
  return program;
}

/** Runs the command that the arguments name; without any, shows help. */
export async function run(args: readonly string[]): Promise<void> {
  const program = await createProgram(args);
  try {
    if (args.length === 0) program.help();
    await program.parseAsync();
  } catch (error) {
    exitOn(error, { debug: program.opts().debug === true });
  }
}
