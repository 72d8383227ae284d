import type { MapEvaluation } from '../../evaluation/evaluate.js';
import type { Estimate } from '../../statistics/estimate.js';
import type { TrialResult } from './trial.js';

/** Measurements of maps for a JSON document: estimates, values by sample, saliency by time. */
export function evaluationJson({ samples, measured, lastSteps, shareOfLast, saliencyByTime }: MapEvaluation) {
  return {
    samples,
    measurements: { ...measured, shareOfLast: { steps: lastSteps, ...shareOfLast } },
    saliencyByTime: Array.from(saliencyByTime),
  };
}

/** A trial for a JSON document, without maps and weights. */
export function trialJson(result: TrialResult) {
  const { spec, config, history, bestEpoch, bestStep, stepsTaken, stopped, accuracy, evaluation } = result;
  return {
    id: spec.id,
    model: spec.model,
    config,
    training: { ...spec.training, stopped, bestEpoch, bestStep, stepsTaken, history },
    attribution: spec.attribution,
    test: { accuracy: accuracy.mean, interval: [accuracy.low, accuracy.high], samples: accuracy.n },
    ...evaluationJson(evaluation),
  };
}

/** An estimate as JSON documents have it. */
export function estimateJson({ mean, low, high }: Estimate) {
  return { mean, interval: [low, high] };
}
