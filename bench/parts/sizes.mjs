import { short, table } from '../markdown.mjs';
import { paper } from '../paper.mjs';
import { medianTime, warmUp } from '../timing.mjs';
import { prepare } from '../works.mjs';

const models = ['lstm', 'mean', 'matrix'];
const sweeps = [
  { option: 'features', title: 'N', values: [25, 100, 400] },
  { option: 'hidden', title: 'hidden units H', values: [5, 20, 80] },
  { option: 'hops', title: 'hops r', values: [5, 20, 80], models: ['mean', 'matrix'] },
  { option: 'batch', title: 'batch', values: [10, 50, 250] },
];

/** A training step as one size at a time is changed. */
export const sizes = {
  name: 'sizes',
  title: 'Training step against one size, the others as in the paper, one thread',

  async measure({ progress }) {
    const rows = [];
    for (const { option, title, values, models: those = models } of sweeps) {
      for (const value of values) {
        progress(`${title} ${value}`);
        const row = { size: title, value, milliseconds: {} };
        for (const model of those) {
          const work = await prepare({ ...paper, work: 'trainStep', model, [option]: value });
          await warmUp(work.once, 300);
          row.milliseconds[model] = await medianTime(work.once, { window: 250 });
          work.close();
        }
        rows.push(row);
      }
    }
    return { rows };
  },

  tables: ({ rows }) =>
    table(
      ['size', 'value:', 'LSTM ms:', 'mean feed ms:', 'matrix feed ms:'],
      rows.map(({ size, value, milliseconds }) => [size, value, ...models.map((model) => short(milliseconds[model]))]),
    ),
};
