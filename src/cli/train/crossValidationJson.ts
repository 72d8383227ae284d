import type { CrossValidatedRun } from '../../report/pages/crossValidationReport.js';
import type { CrossValidatedModel, CrossValidationSummary } from '../../study/crossValidationSummary.js';
import type { HeldOutSaliency } from '../../study/heldOutSaliency.js';
import { estimateJson } from '../estimateJson.js';
import { removalJson } from '../removalJson.js';

/** A cross-validation for a JSON document, without maps and weights; `fileOf` says where these are. */
export function crossValidationJson(
  summary: CrossValidationSummary,
  { division, removal }: CrossValidatedRun,
  fileOf: (model: { key: string }, summary: CrossValidationSummary) => { model: string; maps: string },
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
    final: { epochs: final.history.length, bestEpoch: final.bestEpoch, stopped: final.stopped },
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
