import { crossValidationJson } from '../crossValidation/crossValidationJson.js';
import { estimateJson, evaluationJson } from '../trial/resultJson.js';
import type { FmriResult } from './fmriWork.js';

/** A study of task fMRI for a JSON document: that of a cross-validation, and what maps say of regions, times and truth. */
export function fmriJson({ plan, summary, groupKind, profiles, removal, moreOnTask, chance }: FmriResult) {
  const { division, training, source } = plan;
  const { dataset, name, origin } = source;
  return {
    data: {
      name,
      origin: Object.fromEntries(origin),
      samples: dataset.samples,
      time: dataset.time,
      features: dataset.features,
      featureNames: dataset.featureNames,
      samplingInterval: dataset.samplingInterval ?? null,
      classes: summary.classes,
    },
    heldOut: groupKind,
    training,
    crossValidation: crossValidationJson(summary, { division, removal }),
    regions: summary.models.map(({ key }, index) => ({
      model: key,
      byClass: summary.classes.map(({ name }, label) => ({
        name,
        regions: profiles[index][label].byFeature.map(({ name, share }) => ({ name, share: estimateJson(share) })),
      })),
    })),
    moreOnTask: moreOnTask?.map(estimateJson) ?? null,
    chance: chance?.map(({ label, evaluation }) => ({ row: label, ...evaluationJson(evaluation) })) ?? null,
  };
}
