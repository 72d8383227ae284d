// Parts that compare this project with itself, computed in another way.
import { ratioCells, ratioColumns, table, withNotes } from '../markdown.mjs';
import { ownPairs, ratiosOf } from '../pairs.mjs';
import { warmUp } from '../timing.mjs';
import { prepareOrNote } from '../works.mjs';

const works = [
  ['training step, LSTM', { work: 'trainStep', model: 'lstm' }],
  ['training step, mean feed', { work: 'trainStep', model: 'mean' }],
  ['training step, matrix feed', { work: 'trainStep', model: 'matrix' }],
  ['maps of 300 samples, LSTM', { work: 'maps', model: 'lstm' }],
  ['maps of 300 samples, mean feed', { work: 'maps', model: 'mean' }],
  ['maps of 300 samples, matrix feed', { work: 'maps', model: 'matrix' }],
  [
    'training step, LSTM, batch 64, T 300, N 360, hidden 128',
    { work: 'trainStep', model: 'lstm', batch: 64, time: 300, features: 360, hidden: 128 },
  ],
];

/** `option` is what is changed; `fast` and `plain` are what the two ways are called. */
function ownComparison({ name, title, option, fast, plain, target, cores }) {
  return {
    name,
    title,
    cores,

    async measure({ progress }) {
      const notes = new Set();
      const rows = [];
      for (const [work, options] of works) {
        progress(work);
        const quick = await prepareOrNote({ ...options, ...option }, notes);
        if (!quick) continue;
        const slow = await prepareOrNote(options, notes);
        await warmUp(quick.once);
        await warmUp(slow.once);
        const both = await ownPairs(quick.once, slow.once);
        quick.close();
        slow.close();
        rows.push({ name: work, work: options, ...both, ratios: ratiosOf(both), target });
      }
      return { rows, notes: [...notes] };
    },

    tables: ({ rows, notes }) =>
      withNotes(
        table(
          ['work', ...ratioColumns(fast, plain)],
          rows.map((row) => [row.name, ...ratioCells(row)]),
        ),
        notes,
      ),
  };
}

export const threads = ownComparison({
  name: 'threads',
  title: 'Two threads beside one',
  option: { threads: 2 },
  fast: 'two threads',
  plain: 'one thread',
  target: 1.8,
  cores: 'all',
});

export const fastMath = ownComparison({
  name: 'fast-math',
  title: 'Fast math beside exact',
  option: { fastMath: true },
  fast: 'fast math',
  plain: 'exact',
});
