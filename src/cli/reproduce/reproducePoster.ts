import { join } from 'node:path';
import { Engine } from '../../backend/engine.js';
import type { GroupKind } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { firstFlag, type RecordingFlags } from '../../files/recordingSettings.js';
import { diagnoseBox } from '../../studies/boxes/boxDiagnosis.js';
import type { BoxOutcome, BoxStudyOptions } from '../../studies/boxes/boxes.js';
import { orderSentences } from '../../studies/boxes/summaryTable.js';
import type { NamedDiagnosis } from '../../studies/diagnosis/diagnosisComparison.js';
import type { Task } from '../../studies/executors/task.node.js';
import { type FmriSource, fmriResult } from '../../studies/fmri/fmri.js';
import { fmriRun } from '../../studies/fmri/fmriReport.js';
import { findMnist } from '../../studies/mnist/mnistFiles.node.js';
import {
  type PosterSizes,
  posterOutcomes,
  posterTasks,
  quickPoster,
  VANISHING_BOXES,
  wholePoster,
} from '../../studies/poster/poster.js';
import { renderPoster } from '../../studies/poster/posterReport.js';
import { posterTable } from '../../studies/poster/posterTable.js';
import { trialJson } from '../../studies/trial/resultJson.js';
import type { TrialResult } from '../../studies/trial/trial.js';
import { runStudy, type StudyOptions } from '../studyRun.js';
import { interruptSignal } from '../terminal/failure.js';
import { Progress } from '../terminal/progress.js';
import { terminalTable } from '../terminal/terminalTable.js';
import { fmriJson } from '../train/crossValidationJson.js';
import { summaries } from './boxStudy.js';
import { fmriSource } from './fmriSource.js';

interface PosterCommandOptions extends StudyOptions, RecordingFlags {
  readonly quick?: boolean;
  readonly seeds?: number;
  readonly samples?: number;
  readonly testSamples?: number;
  readonly epochs?: number;
  readonly digits?: number;
  readonly mnist?: string;
  readonly fetch?: boolean;
  readonly fmri?: string;
  readonly groups?: GroupKind;
}

/** Models of the opening figure that are diagnosed, on the box where it shows most. */
const DIAGNOSED = [
  { key: 'lstm', attends: false, slot: 0 },
  { key: 'matrix', attends: true, slot: 3 },
];
const DIAGNOSED_BOX = VANISHING_BOXES[0];

/** `reproduce poster`: every figure and table of the paper's poster, on one page. */
export async function reproducePoster(options: PosterCommandOptions): Promise<void> {
  const started = performance.now();
  const { out, seed } = options;
  const sizes = sizesOf(options);
  const mnist = await mnistFolder(options);
  if (mnist.missing !== undefined && !options.quiet)
    console.error(`The poster will have no digits. ${mnist.missing}\n`);
  const engine = await Engine.create();
  const recorded = await recordings(engine, options);
  const tasks = posterTasks(engine, { seed, sizes, mnist: mnist.folder, fmri: recorded, groupKind: options.groups });
  const all = [...tasks.digits, ...tasks.table.tasks, ...tasks.moving.tasks, ...tasks.fmri.tasks];
  const parts = new Map<Task, string>([
    ...tasks.digits.map((task) => [task, 'digits'] as const),
    ...tasks.table.tasks.map((task) => [task, 'table 1'] as const),
    ...tasks.moving.tasks.map((task) => [task, 'moving box'] as const),
    ...tasks.fmri.tasks.map((task) => [task, 'task fMRI'] as const),
  ]);
  await runStudy(
    all,
    options,
    async (results) => {
      const { digits, table, moving, fmri } = posterOutcomes(tasks, sizes, results);
      const diagnoses = await diagnosesOf(table, tasks.table.study, options.quiet === true);
      const tableSummary = await summaries()(table, tasks.table.study);
      const movingSummary = await summaries()(moving, tasks.moving.study);
      const brain = await fmriResult(engine, tasks.fmri, fmri, { seed, fill: 'zero' });
      const brainRun = fmriRun(tasks.fmri);
      const reduced = reducedFrom(sizes, mnist.folder !== undefined);
      const document = {
        command: 'reproduce poster',
        quick: options.quick === true,
        study: { seed, ...sizes },
        reduced,
        vanishing: vanishingJson(table, seed),
        diagnoses: diagnoses.map(({ name, diagnosis }) => ({ box: DIAGNOSED_BOX, model: name, ...diagnosis })),
        table: tableSummary,
        movingBox: movingSummary,
        digits: mnist.missing === undefined ? digits.map(trialJson) : { missing: mnist.missing },
        fmri: fmriJson(brain, brainRun),
        provenance: provenance(),
      };
      const trials = [...table, ...moving].flatMap((outcome) => outcome.trials.map(({ result }) => result));
      const models = new Map([...digits, ...trials].map((result) => [result.spec.id, result.weights]));
      for (const { key, final } of brain.summary.models) models.set(`fmri-${key}`, final.weights);
      for (const [id, weights] of models) await writeWhole(join(out, 'models', `${id}.safetensors`), weights);
      await writeWhole(join(out, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
      const poster = join(out, 'poster.html');
      await writeWhole(
        poster,
        renderPoster({
          table,
          tableStudy: tasks.table.study,
          tableSummary,
          moving,
          movingSummary,
          movingSeeds: tasks.moving.study.seeds.length,
          diagnoses,
          digits: mnist.missing === undefined ? (digits as TrialResult[]) : { missing: mnist.missing },
          fmri: { result: brain, run: brainRun },
          reduced,
          facts: provenanceFacts(),
        }),
      );
      if (options.json) {
        console.log(JSON.stringify(document));
        return;
      }
      const shown = posterTable(tableSummary, tasks.table.study.seeds.length);
      console.log(`${shown.caption}\n\n${terminalTable(shown, { intervalsIn: 'results.json' })}`);
      for (const sentence of orderSentences(tableSummary)) console.log(`\n${sentence}`);
      if (mnist.missing !== undefined) console.log(`\nWithout digits. ${mnist.missing}`);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`\nPoster: ${poster} (open it in a browser; ${seconds} s in all)`);
    },
    tasks.fmri.data,
    (task) => parts.get(task) ?? task.label,
  );
}

function sizesOf({ quick, seeds, samples, testSamples, epochs, digits }: PosterCommandOptions): PosterSizes {
  const usual = quick ? quickPoster : wholePoster;
  return {
    ...usual,
    tableSeeds: seeds ?? usual.tableSeeds,
    movingSeeds: Math.min(seeds ?? usual.movingSeeds, usual.movingSeeds),
    trainingSamples: samples ?? usual.trainingSamples,
    testSamples: testSamples ?? usual.testSamples,
    epochs: epochs ?? usual.epochs,
    fmri: { ...usual.fmri, epochs: Math.min(epochs ?? usual.fmri.epochs, usual.fmri.epochs) },
    digits: { ...usual.digits, samples: digits ?? usual.digits.samples },
  };
}

/** What is less than on a whole poster. */
function reducedFrom(sizes: PosterSizes, withDigits: boolean): string[] {
  const numbers: [what: string, of: (sizes: PosterSizes) => number | undefined][] = [
    ['seeds of table 1', (of) => of.tableSeeds],
    ['seeds of the moving box', (of) => of.movingSeeds],
    ['training samples of a box', (of) => of.trainingSamples],
    ['test samples of a box', (of) => of.testSamples],
    ['epochs at most on a box', (of) => of.epochs],
    ['epochs without a better validation loss', (of) => of.patience],
    ['epochs on task fMRI', (of) => of.fmri.epochs],
    ...(withDigits
      ? ([
          ['training digits', (of) => of.digits.samples ?? ALL_DIGITS],
          ['epochs on digits at hidden 128', (of) => of.digits.epochs.large],
          ['epochs on digits at hidden 5', (of) => of.digits.epochs.small],
        ] satisfies [string, (sizes: PosterSizes) => number][])
      : []),
  ];
  return numbers.flatMap(([what, of]) => {
    const [own, whole] = [of(sizes) ?? 0, of(wholePoster) ?? 0];
    return own < whole ? [`${own.toLocaleString('en-US')} instead of ${whole.toLocaleString('en-US')} ${what}`] : [];
  });
}

const ALL_DIGITS = 60_000;

/** Where the digits are; a poster is made without them where they were not asked for and are not installed. */
async function mnistFolder({ mnist, fetch }: PosterCommandOptions): Promise<{ folder?: string; missing?: string }> {
  try {
    return { folder: await findMnist({ folder: mnist, fetch: fetch === true }) };
  } catch (error) {
    if (mnist !== undefined || fetch || !(error instanceof UnvanishError && error.code === 'missing')) throw error;
    return { missing: `${error.message}: ${error.remedy}` };
  }
}

/** The recordings that are named, if any. */
async function recordings(engine: Engine, { fmri, ...options }: PosterCommandOptions): Promise<FmriSource | undefined> {
  if (fmri !== undefined) return fmriSource(engine, fmri, options);
  const flag = options.groups === undefined ? firstFlag(options) : '--groups';
  if (flag === undefined) return undefined;
  throw new UnvanishError('option', `${flag}: is of recordings, and none are named`, 'name them with --fmri');
}

async function diagnosesOf(
  table: readonly BoxOutcome[],
  study: BoxStudyOptions,
  quiet: boolean,
): Promise<NamedDiagnosis[]> {
  const outcome = table.find(({ box }) => box === DIAGNOSED_BOX) as BoxOutcome;
  const progress = new Progress(['diagnosis'], { quiet });
  const signal = interruptSignal();
  const made: NamedDiagnosis[] = [];
  try {
    for (const [index, { key, attends, slot }] of DIAGNOSED.entries()) {
      const name = study.models.find((model) => model.key === key)?.label ?? key;
      const diagnosis = await diagnoseBox(outcome, key, study, {
        signal,
        onProgress: ({ done, total }) => progress.update('diagnosis', (index + done / total) / DIAGNOSED.length, name),
      });
      made.push({ name, diagnosis, attends, slot });
    }
    return made;
  } finally {
    progress.stop();
  }
}

function vanishingJson(table: readonly BoxOutcome[], firstSeed: number) {
  return VANISHING_BOXES.flatMap((box) => {
    const trials = table.find((outcome) => outcome.box === box)?.trials ?? [];
    const shown = trials.filter(({ key, seed }) => DIAGNOSED.some((model) => model.key === key) && seed === firstSeed);
    return [{ box, models: shown.map(({ result }) => trialJson(result)) }];
  });
}
