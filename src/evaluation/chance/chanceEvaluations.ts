import type { Dataset } from '../../data/dataset.js';
import { evaluate, type MapEvaluation } from '../evaluate.js';
import { type ChanceRow, chanceMaps, chanceRows } from './chance.js';

/** What a map that needs no model measures. */
export interface ChanceEvaluation extends Pick<ChanceRow, 'name' | 'label' | 'description'> {
  readonly evaluation: MapEvaluation;
}

/**
 * Measures the chance rows of a dataset, one after the other, so that the maps of one row are held at a time.
 *
 * @throws UnvanishError as `evaluate`.
 */
export async function chanceEvaluations(
  dataset: Dataset,
  { seed, lastSteps }: { readonly seed: number; readonly lastSteps: number },
): Promise<ChanceEvaluation[]> {
  const measured: ChanceEvaluation[] = [];
  for (const row of chanceRows(dataset, { seed })) {
    const { name, label, description } = row;
    const evaluation = await evaluate(chanceMaps(row, dataset), dataset, { lastSteps });
    measured.push({ name, label, description, evaluation });
  }
  return measured;
}
