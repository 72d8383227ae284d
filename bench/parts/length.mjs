import { short, table } from '../markdown.mjs';
import { medianTime, warmUp } from '../timing.mjs';
import { prepare } from '../works.mjs';

const TARGET = 1.2;
const lengths = [100, 1000, 10_000];

/** Bytes that the engine has handed out at most at a time, from now on. */
function watchMemory(engine) {
  const allocate = engine.allocate.bind(engine);
  const start = engine.scope(() => allocate(0));
  let end = start;
  engine.allocate = (count) => {
    const pointer = allocate(count);
    end = Math.max(end, pointer + 4 * count);
    return pointer;
  };
  return () => end - start;
}

/** Time and memory of a training step as series get longer: linear, if they are the same for each time step. */
export const length = {
  name: 'length',
  title: 'Time and memory against T (training step, batch 10, N 20, hidden 5, one thread)',

  async measure({ progress }) {
    const rows = [];
    for (const model of ['lstm', 'mean', 'matrix']) {
      for (const time of lengths) {
        progress(`${model}, T ${time}`);
        const work = await prepare({ work: 'trainStep', model, batch: 10, time, features: 20 });
        const bytes = watchMemory(work.engine);
        await warmUp(work.once);
        const milliseconds = await medianTime(work.once, { window: 300 });
        rows.push({ model, time, milliseconds, bytes: bytes(), target: TARGET });
        work.close();
      }
    }
    return { rows };
  },

  tables({ rows }) {
    const cells = rows.map(({ model, time, milliseconds, bytes, target }) => {
      const first = rows.find((row) => row.model === model);
      const slower = milliseconds / time / (first.milliseconds / first.time);
      const larger = bytes / time / (first.bytes / first.time);
      const within = Math.max(slower, larger) <= target;
      return [
        model,
        time,
        short(milliseconds),
        short((1000 * milliseconds) / time),
        short(bytes / 2 ** 20),
        short(bytes / 1024 / time),
        ...(time === first.time
          ? ['', '', '', '']
          : [short(slower), short(larger), target, within ? 'met' : 'not met']),
      ];
    });
    return table(
      [
        'model',
        'T:',
        'ms:',
        'µs a time step:',
        'MiB:',
        'KiB a time step:',
        `time a step, of T ${lengths[0]}:`,
        `memory a step, of T ${lengths[0]}:`,
        'target, at most:',
        '',
      ],
      cells,
    );
  },
};
