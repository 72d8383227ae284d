import { boxVariants } from '../../data/synthetic/boxes.js';
import type { Block, Figure } from '../../report/block.js';
import { lineChart } from '../../report/figures/lineChart.js';
import type { PanelColumn, PanelGrid, PanelRow } from '../../report/figures/panelGrid.js';
import type { ExampleMap } from '../trial/trial.js';
import { batchesBetweenChecks, sizesOf, TEST_CHOSEN_NOTE } from './authorsProtocol.js';
import { attends } from './boxModels.js';
import type { BoxOutcome, BoxStudyOptions } from './boxTrials.js';

/** One sample and its maps, beside each other. */
export function exampleRow(example: ExampleMap, maps: readonly ExampleMap[], label?: string): PanelRow {
  const panel = (values: Float32Array, note?: string) => ({
    values,
    time: example.time,
    features: example.features,
    mask: example.mask,
    note,
  });
  const name = (label: number) => (label === 1 ? 'positive' : 'negative');
  return {
    label: label ?? `test sample ${example.sample}, class ${name(example.label)}`,
    panels: [panel(example.x), ...maps.map((map) => panel(map.map, `predicted ${name(map.predicted)}`))],
  };
}

/** The first sample of each box and the maps of all models: one row a box. */
export function mapsOf(outcomes: readonly BoxOutcome[]): Omit<PanelGrid, 'title'> {
  const shown = outcomes.map(({ box, trials }) => ({
    box,
    results: trials.map(({ result }) => result).filter(({ examples }) => examples.length > 0),
  }));
  const models = shown[0]?.results ?? [];
  return {
    columns: [
      { label: 'sample', scale: 'diverging', unit: 'x, standardised', domain: 'column' },
      ...models.map(
        ({ spec }): PanelColumn => ({
          label: spec.model,
          scale: 'sequential',
          unit: spec.attribution.output === 'logit' ? '|dz/dx|' : '|dP/dx|',
          domain: 'panel',
        }),
      ),
    ],
    rows: shown
      .filter(({ results }) => results.length > 0)
      .map(({ box, results }) =>
        exampleRow(
          results[0].examples[0],
          results.map(({ examples }) => examples[0]),
          `${box} box`,
        ),
      ),
    outlineLabel: 'Where the class is visible (the truth mask).',
  };
}

/** Where in time the saliency of each model on one box lies; `slots` are the models' colours where not their places. */
export function saliencyByTimeOfBox(
  { box, trials }: Pick<BoxOutcome, 'box' | 'trials'>,
  slots: readonly number[] = trials.map((_, slot) => slot),
): Figure {
  const variants = boxVariants(box);
  const only = variants.length === 1 ? variants[0]?.[0] : undefined;
  const steps = trials[0]?.result.evaluation.saliencyByTime.length ?? 100;
  return (width) =>
    lineChart(
      {
        title: `Saliency by time, ${box} box`,
        series: trials.map(({ result }, index) => ({
          name: result.spec.model,
          x: Array.from(result.evaluation.saliencyByTime, (_, step) => step),
          y: result.evaluation.saliencyByTime,
          slot: slots[index],
        })),
        xLabel: 'time step',
        yLabel: 'share of saliency',
        yFormat: 'percent',
        log: true,
        yDomain: [1e-4, 1],
        reference: { value: 1 / steps, label: 'evenly spread' },
        ...(only && { span: { from: only.time[0], to: only.time[1], label: 'box' } }),
      },
      width,
    );
}

/** What the maps of a study are of: the gradient of P, or of a logit z for the models that are named. */
export function explainedText(outcomes: readonly BoxOutcome[]): string {
  const trials = outcomes[0]?.trials ?? [];
  const logits = trials.filter(({ result }) => result.spec.attribution.output === 'logit').map(({ label }) => label);
  const names = [...new Set(logits)].join(', ');
  return `gradient of the true class’s probability P${names === '' ? '' : `, and of its logit z for ${names}`}`;
}

/** What each chance row is. */
export function chanceMeanings(outcomes: readonly BoxOutcome[]): Block {
  const rows = outcomes[0]?.chance[0]?.rows ?? [];
  return { kind: 'facts', entries: rows.map(({ label, description }) => [label, description]) };
}

/** Data, recipe and attribution of a study of boxes. */
export function studySettings(outcomes: readonly BoxOutcome[], options: BoxStudyOptions): [string, string | number][] {
  const config = outcomes[0]?.trials[0]?.result.config;
  const attention = outcomes[0]?.trials.find(({ model }) => attends(model.role))?.result.config;
  const authors = options.protocol === 'authors';
  const mixed = options.boxes.includes('mixed') && sizesOf('authors', 'mixed', options);
  const place = options.boxes.find((box) => box.startsWith('moving-'));
  const moving = place && sizesOf('authors', place, options);
  const batches = batchesBetweenChecks(options.trainingSamples);
  return [
    ['protocol', authors ? `the authors’ released scripts. ${TEST_CHOSEN_NOTE}` : 'the paper’s'],
    ['seed (data, initialisation, dropout, shuffle, split, chance)', options.seeds.join(', ')],
    [
      'training samples',
      authors
        ? `${options.trainingSamples}, all of which train${mixed ? `; of the mixed boxes ${mixed.trainingSamples}` : ''}`
        : `${options.trainingSamples}, of which a fifth chooses the epoch`,
    ],
    [
      'test samples',
      authors
        ? `${moving ? moving.testSamples : options.testSamples}, which choose the parameters${mixed ? `; of the mixed boxes ${mixed.testSamples}` : ''}`
        : options.testSamples,
    ],
    ...(authors && mixed
      ? [
          [
            'length of the mixed boxes',
            'in training and choice the number of the box’s type, 1 to 7, as in the script (but of self-attention); maps and accuracy are of all 100 steps. The reverse direction of a Bi-LSTM begins at that length here, in the script at step 100',
          ] as [string, string],
        ]
      : []),
    ['time steps × features', '100 × 100, standardised per (time, feature) on the training part'],
    ['hidden units', config?.hiddenSize ?? ''],
    [
      'attention (input-cell and self-)',
      attention ? `${attention.hops} hops, ${attention.attentionSize} hidden units` : 'none',
    ],
    [
      'training',
      `Adam 10⁻³, batch 50, dropout .1 on input and hidden state${authors ? ' (self-attention: on the input)' : ''}, at most ${options.epochs} epochs, stopped at 100 % training accuracy${authors ? `, at which it is looked every ${batches === 1 ? 'batch' : `${batches} batches`} without dropout` : ''}${options.patience > 0 ? `${authors ? ',' : ''} or after ${options.patience} epochs without a better ${authors ? 'test accuracy' : 'validation loss'}` : ''}`,
    ],
    ...(authors
      ? [
          [
            'loss',
            'cross-entropy, which has a softmax: of the softmax of the logits (LSTM, input-cell attention), of their sigmoids (self-attention), of the logits (Bi-LSTM)',
          ] as [string, string],
        ]
      : []),
    ['saliency', `${explainedText(outcomes)}, magnitude`],
  ];
}
