import type { BoxOutcome, BoxStudyOptions } from '../study/boxes.js';
import type { ExampleMap } from '../study/trial.js';
import type { Block } from './block.js';
import type { PanelColumn, PanelGrid, PanelRow } from './panelGrid.js';

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
        ({ spec }): PanelColumn => ({ label: spec.model, scale: 'sequential', unit: '|dP/dx|', domain: 'panel' }),
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

/** What each chance row is. */
export function chanceMeanings(outcomes: readonly BoxOutcome[]): Block {
  const rows = outcomes[0]?.chance[0]?.rows ?? [];
  return { kind: 'facts', entries: rows.map(({ label, description }) => [label, description]) };
}

/** Data, recipe and attribution of a study of boxes. */
export function studySettings(outcomes: readonly BoxOutcome[], options: BoxStudyOptions): [string, string | number][] {
  const config = outcomes[0]?.trials[0]?.result.config;
  const attention = outcomes[0]?.trials.find(({ key }) => /attention|matrix|mean/.test(key))?.result.config;
  return [
    ['seed (data, initialisation, dropout, shuffle, split, chance)', options.seeds.join(', ')],
    ['training samples', `${options.trainingSamples}, of which a fifth chooses the epoch`],
    ['test samples', options.testSamples],
    ['time steps × features', '100 × 100, standardised per (time, feature) on the training part'],
    ['hidden units', config?.hiddenSize ?? ''],
    [
      'attention (input-cell and self-)',
      attention ? `${attention.hops} hops, ${attention.attentionSize} hidden units` : 'none',
    ],
    [
      'training',
      `Adam 10⁻³, batch 50, dropout .1 on input and hidden state, at most ${options.epochs} epochs, stopped at 100 % training accuracy${options.patience > 0 ? ` or after ${options.patience} epochs without a better validation loss` : ''}`,
    ],
    ['saliency', 'gradient of the true class’s probability, magnitude'],
  ];
}
