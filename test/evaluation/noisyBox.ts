import { createDataset, type Dataset } from '../../src/data/dataset.js';

/** Uniform numbers in [0, 1) from a small linear congruential generator. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** N(0, 1) noise of 100 steps and 100 features whose mean is +-1 in the given box, by class. */
export function noisyBox(
  samples: number,
  box: { time: readonly [number, number]; features: readonly [number, number] },
): Dataset {
  const next = lcg(7);
  const mask = new Uint8Array(100 * 100);
  for (let t = box.time[0]; t < box.time[1]; t++) mask.fill(1, t * 100 + box.features[0], t * 100 + box.features[1]);
  const labels = Int32Array.from({ length: samples }, (_, sample) => sample % 2);
  const x = Float32Array.from({ length: samples * 10_000 }, (_, i) => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return normal + mask[i % 10_000] * (labels[Math.floor(i / 10_000)] === 1 ? 1 : -1);
  });
  return createDataset({ x, shape: [samples, 100, 100], labels, mask });
}

export const EARLIER = { time: [0, 30], features: [10, 90] } as const;
export const MIDDLE = { time: [20, 80], features: [20, 80] } as const;
export const LATTER = { time: [70, 100], features: [10, 90] } as const;
