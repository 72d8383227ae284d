import { estimateJson } from '../trial/resultJson.js';
import type { CrossValidatedModel, CrossValidationSummary } from './crossValidationSummary.js';
import type { HeldOutRemoval } from './heldOutRemoval.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';

/** What the files of a model are called; those of the first one, which the run is of, bear no name. */
export function fileOf({ key }: { key: string }, { models }: CrossValidationSummary): { model: string; maps: string } {
  return models[0].key === key
    ? { model: 'model.safetensors', maps: 'held-out-maps.npz' }
    : { model: `${key}.safetensors`, maps: `held-out-maps-${key}.npz` };
}

/** A cross-validation for a JSON document, without maps and weights. */
export function crossValidationJson(
  summary: CrossValidationSummary,
  { division, removal }: { readonly division: string; readonly removal?: HeldOutRemoval | undefined },
) {
  const { samples, groups, classes, folds, models } = summary;
  return {
    division,
    samples,
    groups: groups ?? null,
    classes,
    folds,
    models: models.map((model) => modelJson(model, fileOf(model, summary))),
    removal: removal ? removalJson(removal) : null,
  };
}

function modelJson(model: CrossValidatedModel, files: { model: string; maps: string }) {
  const { key, label, config, accuracy, confusion, chance, chanceOf, comparison, folds, saliency, measured, final } =
    model;
  return {
    key,
    label,
    files: { model: files.model, maps: saliency ? files.maps : null },
    config,
    accuracy: estimateJson(accuracy),
    balancedAccuracy: confusion.balancedAccuracy,
    chance: { of: chanceOf, ...chance },
    comparison: comparison ?? null,
    confusion: confusion.counts,
    byClass: confusion.byClass.map((scores) => ({
      samples: scores.samples,
      predicted: scores.predicted,
      recall: scores.recall ? estimateJson(scores.recall) : null,
      precision: scores.precision ? estimateJson(scores.precision) : null,
    })),
    folds,
    saliency: saliency ? saliencyJson(saliency) : null,
    measured: measured ?? null,
    final: {
      epochs: final.history.length,
      bestEpoch: final.bestEpoch,
      bestStep: final.bestStep,
      stepsTaken: final.stepsTaken,
      stopped: final.stopped,
    },
  };
}

function saliencyJson({ byTime, byFeature, onTask }: HeldOutSaliency) {
  return {
    byTime: byTime.map(estimateJson),
    byFeature: byFeature.map(({ share, ...feature }) => ({ ...feature, share: estimateJson(share) })),
    onTask: onTask && {
      shares: onTask.shares,
      onTask: onTask.onTask.map(estimateJson),
      uniform: estimateJson(onTask.uniform),
      samples: onTask.measured.length,
    },
  };
}

/** What JSON holds of the removal of inputs; shares and accuracies in [0, 1]. */
function removalJson({ fill, curves }: HeldOutRemoval) {
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
