// What WebAssembly SIMD reaches at most on one core, as far as it was seen: the fastest of loops in registers, compiled when they are
// asked for, and of this engine's product of a size that stays in the first-level cache.
import { setFlagsFromString } from 'node:v8';
import asc from 'assemblyscript/asc';
import { timed } from './timing.mjs';
import { matrixProduct } from './works.mjs';

/** Sums that do not wait for each other: with few, latency is measured; with many, registers do not suffice. */
const accumulators = [8, 10, 12];
const ITERATIONS = 1e6;
const RUNS = 30;
const SMALL_PRODUCT = [64, 16, 128, 'NN'];

const kinds = {
  /** a_i = a_i * x + y, multiplied and added. */
  exact: { step: (a) => `f32x4.add(f32x4.mul(${a}, x), y)`, options: [] },
  /** The same as one operation (relaxed SIMD). */
  fused: { step: (a) => `f32x4.relaxed_madd(${a}, x, y)`, options: ['--enable=relaxed-simd'] },
};

function source(count, step) {
  const names = Array.from({ length: count }, (_, i) => `a${i}`);
  const sum = names.reduce((left, right) => `f32x4.add(${left}, ${right})`);
  return `export function run(n: i32, factor: f32, term: f32): f32 {
  const x = f32x4.splat(factor), y = f32x4.splat(term);
  ${names.map((name, i) => `let ${name} = f32x4.splat(1.0 + ${i}.0 / 100.0);`).join('\n  ')}
  for (let i = 0; i < n; i++) {
    ${names.map((name) => `${name} = ${step(name)};`).join('\n    ')}
  }
  return f32x4.extract_lane(${sum}, 0);
}`;
}

async function compile(text, options) {
  let binary;
  const { error, stderr } = await asc.main(
    ['peak.ts', '--outFile', 'peak.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable=simd', ...options],
    {
      readFile: (name) => (name === 'peak.ts' ? text : null),
      writeFile: (name, contents) => {
        if (name === 'peak.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const { instance } = await WebAssembly.instantiate(binary, { env: { abort: () => undefined } });
  return instance.exports.run;
}

/** GFLOP/s, multiply and add one each: of `exact` arithmetic, and `fused` where the runtime has it. */
export async function peakGflops() {
  // Node 20 has relaxed SIMD behind a flag; later versions have it anyway.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const peaks = {};
  for (const [kind, { step, options }] of Object.entries(kinds)) {
    for (const count of accumulators) {
      const run = await compile(source(count, step), options);
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < RUNS; i++) {
        const start = performance.now();
        run(ITERATIONS, 0.999, 0.01);
        best = Math.min(best, performance.now() - start);
      }
      // Four lanes, two operations each.
      peaks[kind] = Math.max(peaks[kind] ?? 0, (8 * count * ITERATIONS) / best / 1e6);
    }
    const { once, gflops } = await matrixProduct(SMALL_PRODUCT, kind === 'fused');
    const times = [];
    for (let i = 0; i < RUNS; i++) times.push(await timed(once));
    peaks[kind] = Math.max(peaks[kind], gflops(Math.min(...times)));
  }
  return peaks;
}
