import { short, table } from '../markdown.mjs';
import { timed } from '../timing.mjs';
import { matrixProduct } from '../works.mjs';

const shapes = [
  [50, 24, 8, 'NN'],
  [20, 52, 5, 'NN'],
  [5000, 20, 100, 'NT'],
  [50, 100, 5000, 'TN'],
  [5000, 400, 100, 'NN'],
  [512, 52, 128, 'NN'],
  [1024, 1024, 1024, 'NN'],
];
const RUNS = 8;

async function bestGflops(shape, fastMath) {
  const { once, gflops } = await matrixProduct(shape, fastMath);
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push(await timed(once));
  return gflops(Math.min(...times.slice(1)));
}

/** Matrix products of the engine's sizes. */
export const products = {
  name: 'products',
  title: 'Matrix products, one thread, best of 7',

  async measure({ progress }) {
    const rows = [];
    for (const shape of shapes) {
      progress(shape.join(' '));
      rows.push({ shape, exact: await bestGflops(shape, false), fast: await bestGflops(shape, true) });
    }
    return { rows };
  },

  tables: ({ rows }) =>
    table(
      ['m × n × k', 'layout', 'GFLOP/s:', 'with fast math:'],
      rows.map(({ shape, exact, fast }) => [shape.slice(0, 3).join(' × '), shape[3], short(exact), short(fast)]),
    ),
};
