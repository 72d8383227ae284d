import type { HeldOutRemoval } from '../study/heldOutRemoval.js';
import { estimateJson } from './estimateJson.js';

/** What JSON holds of the removal of inputs; shares and accuracies in [0, 1]. */
export function removalJson({ fill, curves }: HeldOutRemoval) {
  return {
    fill,
    curves: curves.map(({ key, ranking, rankedBy, curve, moreThanRandom }) => ({
      model: key,
      ranking,
      rankedBy: rankedBy ?? null,
      shares: curve.shares,
      accuracy: curve.accuracy.map(estimateJson),
      lost: curve.lost.map(estimateJson),
      probability: curve.probability.map(estimateJson),
      area: {
        accuracy: estimateJson(curve.area.accuracy.estimate),
        probability: estimateJson(curve.area.probability.estimate),
      },
      moreThanRandom: moreThanRandom ? estimateJson(moreThanRandom) : null,
    })),
  };
}
