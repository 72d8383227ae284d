import { short, table } from '../markdown.mjs';
import { warmUp } from '../timing.mjs';
import { prepare } from '../works.mjs';

const models = ['lstm', 'mean', 'matrix'];
const WINDOW = 1500;
/** Kernels below this share of every model are taken together. */
const SMALL = 0.01;

const groupOf = (kernel) => (['matmul', 'products'].includes(kernel) ? 'matrix products' : kernel);

/** Wraps every kernel of the engine in a timer; gives the map from kernel to milliseconds so far. */
function timeKernels(engine) {
  const spent = new Map();
  const kernels = Object.entries(engine.kernels).map(([name, kernel]) => {
    if (typeof kernel !== 'function') return [name, kernel];
    const group = groupOf(name);
    const timedKernel = (...args) => {
      const start = performance.now();
      const result = kernel(...args);
      spent.set(group, (spent.get(group) ?? 0) + performance.now() - start);
      return result;
    };
    return [name, timedKernel];
  });
  Object.defineProperty(engine, 'kernels', { value: Object.fromEntries(kernels) });
  return spent;
}

async function profile(model) {
  const work = await prepare({ work: 'trainStep', model });
  const spent = timeKernels(work.engine);
  await warmUp(work.once);
  spent.clear();
  let steps = 0;
  const start = performance.now();
  while (performance.now() - start < WINDOW) {
    await work.once();
    steps++;
  }
  const milliseconds = (performance.now() - start) / steps;
  work.close();
  const kernels = Object.fromEntries([...spent].map(([kernel, sum]) => [kernel, sum / steps]));
  return { model, milliseconds, kernels };
}

/** Where the time of a training step goes. */
export const kernels = {
  name: 'kernels',
  title: 'Where the time of a training step goes, one thread',

  async measure({ progress }) {
    const rows = [];
    for (const model of models) {
      progress(model);
      rows.push(await profile(model));
    }
    return { rows };
  },

  tables({ rows }) {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row.kernels)))];
    const most = (name) => Math.max(...rows.map((row) => (row.kernels[name] ?? 0) / row.milliseconds));
    const listed = names.filter((name) => most(name) >= SMALL).sort((a, b) => most(b) - most(a));
    const cell = (milliseconds, row) =>
      milliseconds ? `${milliseconds.toFixed(3)} (${((100 * milliseconds) / row.milliseconds).toFixed(0)} %)` : '';
    const sum = (row, those) => those.reduce((total, name) => total + (row.kernels[name] ?? 0), 0);
    const others = names.filter((name) => !listed.includes(name));
    const line = (name, value) => [name, ...rows.map((row) => cell(value(row), row))];
    return table(
      ['kernel', 'LSTM ms:', 'mean feed ms:', 'matrix feed ms:'],
      [
        ...listed.map((name) => line(name, (row) => row.kernels[name])),
        line('other kernels', (row) => sum(row, others)),
        line('JavaScript around them', (row) => row.milliseconds - sum(row, names)),
        ['a step', ...rows.map((row) => short(row.milliseconds))],
      ],
    );
  },
};
