import { attends, modelsOf } from './boxModels.js';
import { type BoxSummary, summaryOverSeeds } from './boxSummary.js';
import type { BoxOutcome, BoxStudyOptions } from './boxTrials.js';

/** Below this weighted Jaccard a map marks nothing of the box. */
export const BLIND_JACCARD = 0.01;

/** What of the order of the published table holds on one box. */
export interface OrderHeld {
  readonly box: string;
  /** Models without attention whose maps mark almost nothing of the box. */
  readonly blind: readonly string[];
  /** Whether every model with attention has a larger weighted Jaccard than every blind one. */
  readonly holds: boolean;
  /**
   * Input-cell attention's weighted Jaccard minus self-attention's, which the paper has above 0 everywhere, and whether that is more than
   * chance: of the model with that feed, over so many seeds; undefined where a study has not both.
   */
  readonly attention:
    | { readonly feed: string; readonly difference: number; readonly matters: boolean; readonly seeds: number }
    | undefined;
}

/** What maps are worth beside maps of uniform noise. */
export interface BesideNoise {
  /** Pairs of model and box. */
  readonly pairs: number;
  /** Of how many the weighted Jaccard is smaller than that of noise. */
  readonly below: number;
  /** Of how many the AUROC is above .5, with its interval where there is one. */
  readonly localising: number;
  /** Whether there are intervals over seeds. */
  readonly intervals: boolean;
}

/** What several seeds say of the paper's table. */
export interface TableConclusions {
  readonly boxes: readonly BoxSummary[];
  readonly order: readonly OrderHeld[];
  readonly noise: BesideNoise;
}

export function tableConclusions(outcomes: readonly BoxOutcome[], study: BoxStudyOptions): TableConclusions {
  const boxes = summaryOverSeeds(outcomes, study);
  // With the length that the authors' script takes, models of the mixed boxes have seen no evidence: an order of theirs is nothing that holds.
  const seen = study.protocol === 'authors' ? boxes.filter(({ box }) => box !== 'mixed') : boxes;
  return { boxes, order: publishedOrder(seen), noise: besideNoise(boxes) };
}

/** The published order: attention above the plain and the bidirectional model wherever these are blind, and input-cell attention first. */
export function publishedOrder(summaries: readonly BoxSummary[]): OrderHeld[] {
  return summaries.map(({ box, models, attention }) => {
    const jaccard = ({ values }: (typeof models)[number]) => values.weightedJaccard.mean;
    const attending = models.filter(({ role }) => attends(role));
    const blind = models.filter((model) => !attends(model.role) && jaccard(model) < BLIND_JACCARD);
    const most = Math.max(...blind.map(jaccard));
    return {
      box,
      blind: blind.map(({ label }) => label),
      holds: attending.every((model) => jaccard(model) > most),
      attention: attention && {
        feed: modelsOf([attention.key])[0]?.architecture.inputCellAttention ?? attention.key,
        difference: attention.difference,
        matters: attention.matters,
        seeds: models[0]?.bySeed.weightedJaccard.length ?? 0,
      },
    };
  });
}

/** How many models beat noise over all seeds. */
function besideNoise(summaries: readonly BoxSummary[]): BesideNoise {
  const scored = summaries.flatMap(({ models, chance }) => {
    const noise = chance.find(({ name }) => name === 'uniform')?.values.weightedJaccard?.mean ?? Number.NaN;
    return models.map(({ values: { weightedJaccard, auroc } }) => ({ below: weightedJaccard.mean < noise, auroc }));
  });
  return {
    pairs: scored.length,
    below: scored.filter(({ below }) => below).length,
    localising: scored.filter(({ auroc }) => auroc.low > 0.5).length,
    intervals: scored.some(({ auroc }) => auroc.n > 1),
  };
}

/** The models of one box whose maps are told in words: the plain one, and the first with input-cell attention. */
export interface BoxHeadline {
  readonly outcome: BoxOutcome;
  readonly plain: BoxOutcome['trials'][number];
  readonly attending: BoxOutcome['trials'][number];
}

/** Of the earlier box, or else the first one; undefined where the study has not both models. */
export function boxHeadline(outcomes: readonly BoxOutcome[]): BoxHeadline | undefined {
  const outcome = outcomes.find(({ box }) => box === 'earlier') ?? outcomes[0];
  const plain = outcome?.trials.find(({ model }) => model.role === 'plain');
  const attending = outcome?.trials.find(
    ({ model }) => model.role === 'input-cell attention' && model.architecture.cell === plain?.model.architecture.cell,
  );
  return plain && attending && { outcome, plain, attending };
}

/** Weighted Jaccard of uniform noise on one box. */
export function noiseJaccard({ chance }: BoxOutcome): number {
  const noise = chance[0]?.rows.find(({ name }) => name === 'uniform');
  return noise?.evaluation.measured.weightedJaccard.estimate?.mean ?? Number.NaN;
}

/** How many models of one seed have a smaller weighted Jaccard than noise. */
export function trialsBelowNoise(outcomes: readonly BoxOutcome[]): Pick<BesideNoise, 'pairs' | 'below'> {
  const below = outcomes.flatMap((outcome) =>
    outcome.trials.map(({ result: { evaluation } }) => {
      const jaccard = evaluation.measured.weightedJaccard.estimate?.mean ?? Number.NaN;
      return jaccard < noiseJaccard(outcome);
    }),
  );
  return { pairs: below.length, below: below.filter(Boolean).length };
}
