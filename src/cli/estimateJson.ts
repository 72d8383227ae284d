import type { Estimate } from '../evaluation/estimate.js';

/** An estimate as JSON documents have it. */
export function estimateJson({ mean, low, high }: Estimate) {
  return { mean, interval: [low, high] };
}
