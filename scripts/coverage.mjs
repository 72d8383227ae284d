// How often the 95 % intervals of means and shares over groups hold the true value, in simulation: node scripts/coverage.mjs [DRAWS [SEED]],
// after npm run build. Groups are alike (10 samples) or not (4 to 40); samples of a group go together by the intraclass correlation.
import { groupedMeans, groupedProportionEstimate } from '../dist/index.js';

const draws = Number(process.argv[2] ?? 10_000);
let state = Number(process.argv[3] ?? 1) >>> 0;

/** Uniform in (0, 1): mulberry32. */
function uniform() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
}

const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** Marsaglia and Tsang 2000. */
function gamma(shape) {
  if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A group's share: beta with the mean and the intraclass correlation. */
function shareOf(mean, correlation) {
  if (correlation === 0) return mean;
  const [a, b] = [mean, 1 - mean].map((one) => gamma(one * (1 / correlation - 1)));
  return a / (a + b);
}

const outcomes = [
  { name: 'normal', mean: 0, correlation: 0.3 },
  ...[0.5, 0.95].flatMap((mean) => [0, 0.1].map((correlation) => ({ name: 'binary', mean, correlation }))),
];
console.log(`${draws} draws each; share of the intervals that hold the true value\n`);
console.log('groups  sizes     outcome           correlation  held');
for (const count of [5, 12, 30]) {
  for (const [kind, sizes] of Object.entries({ equal: [10], unequal: [4, 8, 12, 20, 40] })) {
    const groups = Array.from({ length: count }, (_, group) =>
      Array(sizes[group % sizes.length]).fill(`${group}`),
    ).flat();
    for (const { name, mean, correlation } of outcomes) {
      let held = 0;
      for (let draw = 0; draw < draws; draw++) {
        const own = new Map();
        const values = groups.map((group) => {
          if (!own.has(group))
            own.set(group, name === 'normal' ? normal() * Math.sqrt(correlation) : shareOf(mean, correlation));
          return name === 'normal'
            ? own.get(group) + normal() * Math.sqrt(1 - correlation)
            : Number(uniform() < own.get(group));
        });
        const { low, high } =
          name === 'normal' ? groupedMeans(values, 1, { groups })[0] : groupedProportionEstimate(values, groups);
        if (low <= mean && mean <= high) held++;
      }
      const cells = [
        `${count}`.padEnd(8),
        kind.padEnd(10),
        `${name}${name === 'binary' ? `, ${mean}` : ''}`.padEnd(18),
        `${correlation}`.padEnd(13),
      ];
      console.log(`${cells.join('')}${(held / draws).toFixed(3)}`);
    }
  }
}
