import type { FmriRun } from '../../report/pages/fmriReport.js';
import type { FmriResult } from '../../study/fmri.js';
import { estimateJson } from '../estimateJson.js';
import { removalJson } from '../removalJson.js';
import { evaluationJson } from '../resultJson.js';

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
