import type { CrossValidatedRun } from '../../studies/crossValidation/crossValidationReport.js';
import type {
  CrossValidatedModel,
  CrossValidationSummary,
} from '../../studies/crossValidation/crossValidationSummary.js';
import type { HeldOutRemoval } from '../../studies/crossValidation/heldOutRemoval.js';
import type { HeldOutSaliency } from '../../studies/crossValidation/heldOutSaliency.js';
import type { FmriResult } from '../../studies/fmri/fmri.js';
import type { FmriRun } from '../../studies/fmri/fmriReport.js';
import { estimateJson, evaluationJson } from '../../studies/trial/resultJson.js';

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

/** A study of task fMRI for a JSON document, without maps and weights. */
export function fmriJson({ summary, groupKind, profiles, removal, moreOnTask, chance }: FmriResult, run: FmriRun) {
  const { data, division, training, name, origin } = run;
  return {
    data: {
      name,
      origin: Object.fromEntries(origin),
      samples: data.samples,
      time: data.time,
      features: data.features,
      featureNames: data.featureNames,
      samplingInterval: data.samplingInterval ?? null,
      classes: summary.classes,
    },
    division,
    heldOut: groupKind,
    training,
    models: summary.models.map((model, index) => ({
      key: model.key,
      label: model.label,
      config: model.config,
      accuracy: estimateJson(model.accuracy),
      chance: { of: model.chanceOf, ...model.chance },
      comparison: model.comparison ?? null,
      confusion: model.confusion.counts,
      measured: model.measured ?? null,
      byTime: model.saliency?.byTime.map(estimateJson) ?? null,
      onTask: model.saliency?.onTask && {
        shares: model.saliency.onTask.shares,
        onTask: model.saliency.onTask.onTask.map(estimateJson),
        uniform: estimateJson(model.saliency.onTask.uniform),
      },
      byClass: summary.classes.map((own, label) => ({
        name: own.name,
        regions: profiles[index][label].byFeature.map(({ name, share }) => ({ name, share: estimateJson(share) })),
      })),
    })),
    moreOnTask: moreOnTask?.map(estimateJson) ?? null,
    removal: removalJson(removal),
    chance: chance?.map(({ label, evaluation }) => ({ row: label, ...evaluationJson(evaluation) })) ?? null,
  };
}
