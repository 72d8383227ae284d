import { type Dataset, labelsOf } from '../../data/dataset.js';
import { type Fold, groupedFolds, leaveOneGroupOut, stratifiedFolds } from '../../data/folds.js';

/** How samples are divided, and how one says it: `leaving one run out, 12 folds`. */
export interface Division {
  readonly folds: readonly Fold[];
  readonly division: string;
}

/** Groups of samples, and what each is. */
export interface NamedGroups {
  /** `run`, `subject`, or `group`. */
  readonly of: string;
  /** One name a sample. */
  readonly names: readonly string[];
}

/** Folds of single samples, unless told. */
const USUAL_FOLDS = 5;

/** The folds that a count and the groups make: without a count one a group, or five (fewer where samples share too many time steps). */
export function divided(
  dataset: Dataset,
  groups: NamedGroups | undefined,
  { folds: count, seed }: { readonly folds?: number | undefined; readonly seed: number },
): Division {
  const { classNames, episodes, sampleNames } = dataset;
  const labelled = { labels: labelsOf(dataset), classNames, episodes, sampleNames };
  if (!groups) {
    const most = episodes ? Math.max(2, new Set(episodes).size) : USUAL_FOLDS;
    const folds = stratifiedFolds(labelled, { folds: count ?? Math.min(USUAL_FOLDS, most), seed });
    return { folds, division: `${folds.length} ${episodes ? 'folds that share no time steps' : 'stratified folds'}` };
  }
  if (count === undefined) {
    const folds = leaveOneGroupOut(labelled, groups.names);
    return { folds, division: `leaving one ${groups.of} out, ${folds.length} folds` };
  }
  const folds = groupedFolds(labelled, groups.names, { folds: count, seed });
  return { folds, division: `${folds.length} folds of whole ${groups.of}s` };
}
