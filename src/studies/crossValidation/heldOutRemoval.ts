import type { Engine, EngineOptions } from '../../backend/engine.js';
import { type Dataset, takeSamples } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { chanceMaps, chanceRows } from '../../evaluation/chance/chance.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import {
  joinRemovalScores,
  type RemovalCurve,
  type RemovalScores,
  removalCurve,
  removalScores,
} from '../../evaluation/faithfulness/removal.js';
import { decodeModel, prepareFor } from '../../model/weights/savedModel.js';
import type { Estimate } from '../../statistics/estimate.js';
import { groupedMeans } from '../../statistics/groupedMeans.js';
import type { CrossValidationData, ModelOutcome } from './crossValidationTrials.js';

/** What ranks the inputs: a model's own maps, those of the next model (of two: the other), or nothing. */
export type RemovalRanking = 'own' | 'other' | 'random';

/** One model whose inputs were removed in one order. */
interface HeldOutRemovalCurve {
  /** Key of the model that classifies. */
  readonly key: string;
  readonly ranking: RemovalRanking;
  /** Key of the model whose maps rank the inputs; undefined where nothing does. */
  readonly rankedBy: string | undefined;
  readonly curve: RemovalCurve;
  /** Mean accuracy lost over the shares, minus that of random removal from the same samples; undefined for that itself. */
  readonly moreThanRandom: Estimate | undefined;
}

/** Accuracy lost as inputs are removed from samples held out; of each model in each order. */
export interface HeldOutRemoval {
  readonly fill: FillName;
  readonly curves: readonly HeldOutRemovalCurve[];
}

const allRankings: readonly RemovalRanking[] = ['own', 'other', 'random'];

/**
 * Removes inputs from the samples that each fold held out, in the order of the maps [model][sample, time, feature], and lets the
 * models of that fold classify what is left. A single model has no other one.
 */
export async function heldOutRemoval(
  engine: Engine,
  { dataset, groups }: CrossValidationData,
  folds: readonly Fold[],
  outcomes: readonly ModelOutcome[],
  maps: readonly Float32Array[],
  { fill, seed, fastMath }: { fill: FillName; seed: number } & EngineOptions,
): Promise<HeldOutRemoval> {
  const random = randomMaps(dataset, seed);
  const rankings = outcomes.length > 1 ? allRankings : allRankings.filter((ranking) => ranking !== 'other');
  const scores = outcomes.map(() => rankings.map((): RemovalScores[] => []));
  for (const [index, fold] of folds.entries()) {
    for (const [model, { folds: results }] of outcomes.entries()) {
      const saved = await decodeModel(results[index].weights, `fold ${fold.name}`, { fastMath });
      const test = prepareFor(saved, takeSamples(dataset, fold.test));
      const training = prepareFor(saved, takeSamples(dataset, fold.training));
      for (const [order, ranking] of rankings.entries()) {
        const ranks = { own: maps[model], other: maps[(model + 1) % maps.length], random }[ranking];
        scores[model][order].push(
          await removalScores(
            engine,
            {
              data: test,
              maps: rowsOf(ranks, fold.test, dataset),
              logits: (series) => saved.classifier.logits(series),
              training,
            },
            { fill, seed },
          ),
        );
      }
    }
  }
  // Scores come in the order of the folds.
  const independent = { groups: groups && folds.flatMap(({ test }) => Array.from(test, (sample) => groups[sample])) };
  return {
    fill,
    curves: outcomes.flatMap(({ model }, index) => {
      const curves = scores[index].map((parts) => removalCurve(joinRemovalScores(parts), independent));
      const byChance = curves[rankings.indexOf('random')].area.accuracy.perSample;
      return rankings.map((ranking, order): HeldOutRemovalCurve => {
        const curve = curves[order];
        const more = curve.area.accuracy.perSample.map((area, row) => byChance[row] - area);
        const other = outcomes[(index + 1) % outcomes.length].model.key;
        return {
          key: model.key,
          ranking,
          rankedBy: { own: model.key, other, random: undefined }[ranking],
          curve,
          moreThanRandom:
            ranking === 'random' ? undefined : groupedMeans(more, 1, { ...independent, bounds: [-1, 1] })[0],
        };
      });
    }),
  };
}

function randomMaps(dataset: Dataset, seed: number): Float32Array {
  const [uniform] = chanceRows(dataset, { seed });
  return chanceMaps(uniform, dataset);
}

function rowsOf(maps: Float32Array, samples: ArrayLike<number>, { time, features }: Dataset): Float32Array {
  const size = time * features;
  const rows = new Float32Array(samples.length * size);
  for (let row = 0; row < samples.length; row++) {
    rows.set(maps.subarray(samples[row] * size, (samples[row] + 1) * size), row * size);
  }
  return rows;
}
