import { z } from 'zod';
import { Turns } from '../backend/turn.js';
import { checkDataset, type Dataset, lengthOf, takeSamples } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { checkClassifier } from '../model/checkClassifier.js';
import type { Classifier, Output, PassOptions, Target } from '../model/classifier.js';
import type { LayerParts, LayerPass } from '../model/encoders/recurrent/layerPass.js';
import type { ForwardPass } from '../model/network.js';
import { loadBatch } from '../model/passes/batch.js';
import { outputField, passFields, targetField } from '../model/passes/passFields.js';
import { parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { euclideanNorm, exponentOf, timesPowerOfTwo } from '../statistics/portableMath.js';
import { saliencyHalfLife } from './halfLife.js';
import { saliencyPaths } from './paths.js';
import { type Spread, spreadOf } from './spread.js';
import { blockNorm, recurrenceOf, stepsBack } from './stepsBack.js';

/** How a model is diagnosed; the first of these are plain data. */
export const diagnosisSchema = z
  .strictObject({
    output: outputField
      .optional()
      .describe('what the saliency is of [default: the first that the head explains, probability]'),
    target: targetField.optional(),
    samples: z.number().int().min(1).default(32).describe('samples to look at, the first ones'),
    ...passFields,
  })
  .describe('diagnose');

export interface DiagnosisOptions extends PassOptions {
  /** The output S that dS/dx is of; default the first that the head explains, `probability`. */
  readonly output?: Output | undefined;
  /** Default `true` where the data have labels, else `predicted`. */
  readonly target?: Target | undefined;
  /** Samples to look at, the first of the data; default 32. A wide cell takes long for each. */
  readonly samples?: number | undefined;
}

/**
 * Why, and how far back, a model is blind. Entry k of every array is about k steps back from a sample's last step (for a
 * reverse direction, from its first); spreads are over samples that have so many steps.
 */
export interface Diagnosis {
  readonly samples: number;
  readonly time: number;
  readonly output: Output;
  readonly target: Target;
  /** ||dS/dx_t||, Euclidean, k steps back. */
  readonly gradientNorm: readonly (Spread | undefined)[];
  /** Steps back until half of the saliency |dS/dx| is behind. */
  readonly halfLife: Spread;
  /** What the half-life would be were the saliency spread evenly: half of the mean length. */
  readonly evenHalfLife: number;
  /** Share of the saliency |dS/dx| that does not pass through the recurrence: sum |direct| / sum (|direct| + |recurrent|). */
  readonly directShare: Spread;
  /** Saliency of both paths k steps back, each a share of both together; means over samples. */
  readonly directByStep: readonly number[];
  readonly recurrentByStep: readonly number[];
  /** One a layer and direction, the first layer first. */
  readonly recurrences: readonly RecurrenceDiagnosis[];
}

/** One layer's recurrence in one direction. */
export interface RecurrenceDiagnosis {
  /** From 0. */
  readonly layer: number;
  readonly direction: 'forward' | 'reverse';
  readonly cell: string;
  readonly hidden: number;
  /**
   * ||d s_T / d s_t||, Frobenius, of the joint state s = (h, c, ...), over the same of the identity: 1 for k = 0. This many
   * entries: longest length + 1; the last is about the initial state.
   */
  readonly jointNorm: readonly (Spread | undefined)[];
  /** The same of its block dh_T / dh_t. */
  readonly hiddenNorm: readonly (Spread | undefined)[];
  /**
   * The product of the cell's one path without weights, which the paper takes for dh_T / dh_t: diag(o (1 - tanh^2 c) f) a step
   * for the LSTM, diag(u) for the GRU. Absent where a cell has no such path.
   */
  readonly approximation?: {
    readonly name: string;
    /** Its norm, in the measure of `hiddenNorm`. */
    readonly norm: readonly (Spread | undefined)[];
    /** ||approximation - dh_T / dh_t|| / ||dh_T / dh_t||, Frobenius. */
    readonly relativeError: readonly (Spread | undefined)[];
  };
  /** Terms of one step's dh_t / d s_{t-1}; empty where the cell does not tell them. */
  readonly terms: readonly TermShares[];
  /** How the gates are set; empty where the cell does not name its gates. */
  readonly gates: readonly GateStatistics[];
}

/** One term of dh_t / d s_{t-1}. */
export interface TermShares {
  readonly name: string;
  /** Whether it is of the old hidden state (the terms of dh_t / dh_{t-1}), or of another state. */
  readonly ofHidden: boolean;
  /** Mean over samples of its Frobenius norm over the sum of all terms' norms, k steps back. */
  readonly share: readonly number[];
  /** The mean over steps. */
  readonly meanShare: number;
}

/** How one gate is set. */
export interface GateStatistics {
  readonly name: string;
  /** Mean and standard deviation over samples, steps and units. */
  readonly mean: number;
  readonly deviation: number;
  /** The mean of each unit over samples and steps, [H]. */
  readonly byUnit: readonly number[];
}

/**
 * Measures how a trained model's gradient gets from its last step to earlier ones.
 *
 * @throws UnvanishError `shape` or `labels` where the data do not fit the model; `option`; `aborted`.
 */
export async function diagnose(
  classifier: Classifier,
  dataset: Dataset,
  options: DiagnosisOptions = {},
): Promise<Diagnosis> {
  checkClassifier(classifier, 'diagnose: the first argument');
  checkDataset(dataset, 'diagnose: the second argument');
  const {
    output = classifier.explains[0],
    samples: most,
    signal,
    onProgress,
    ...given
  } = parseOptions(diagnosisSchema, options);
  const target = given.target ?? (dataset.labels ? 'true' : 'predicted');
  const { recurrent } = classifier.network.encoder;
  if (!recurrent) {
    throw new UnvanishError(
      'option',
      `the encoder ${quoted(classifier.config.encoder?.name ?? '')} has no recurrence: a diagnosis measures how gradients pass through one`,
      'diagnose a recurrent model, or explain this one',
    );
  }
  const data = takeSamples(
    dataset,
    Array.from({ length: Math.min(most, dataset.samples) }, (_, sample) => sample),
  );
  const total = data.samples * (recurrent.layers.flat().length + 1);
  const saliency = await saliencyOf(classifier, data, {
    output,
    target,
    signal,
    onProgress: onProgress && (({ done }) => onProgress({ done, total })),
  });
  let done = data.samples;
  const turns = new Turns();
  const measured = recurrent.layers.map((directions, index) =>
    directions.map((layer, direction) => {
      const passOf = (pass: ForwardPass) => recurrent.passesOf(pass.encoder)[index][direction];
      return new RecurrenceMeasurement(layer, passOf, data.time);
    }),
  );
  for (let sample = 0; sample < data.samples; sample++) {
    for (const measurement of measured.flat()) {
      measurement.add(classifier, data, sample);
      done++;
      if (!turns.due) continue;
      onProgress?.({ done, total });
      await turns.give();
      if (signal?.aborted) throw new UnvanishError('aborted', 'the diagnosis was stopped before its end');
    }
  }
  onProgress?.({ done: total, total });
  return {
    samples: data.samples,
    time: data.time,
    output,
    target,
    ...saliency,
    recurrences: measured.flatMap((directions, layer) =>
      directions.map((measurement, direction) => ({
        layer,
        direction: direction === 0 ? ('forward' as const) : ('reverse' as const),
        ...measurement.result(),
      })),
    ),
  };
}

async function saliencyOf(
  classifier: Classifier,
  data: Dataset,
  options: PassOptions & { readonly output: Output; readonly target: Target },
) {
  const { samples, time, features } = data;
  const { total, direct, recurrent } = await saliencyPaths(classifier, data, options);
  const norms = new Gathered(time);
  const directByStep = new Float64Array(time);
  const recurrentByStep = new Float64Array(time);
  const halfLives: number[] = [];
  const shares: number[] = [];
  let steps = 0;
  for (let sample = 0; sample < samples; sample++) {
    const length = lengthOf(data, sample);
    steps += length;
    const own = (values: Float32Array) => values.subarray(sample * time * features, (sample + 1) * time * features);
    const row = (values: Float32Array, back: number) =>
      own(values).subarray((length - 1 - back) * features, (length - back) * features);
    halfLives.push(saliencyHalfLife(own(total), features, length));
    const mass = (values: Float32Array) => values.reduce((sum, value) => sum + Math.abs(value), 0);
    const both = mass(own(direct)) + mass(own(recurrent));
    shares.push(both > 0 ? mass(own(direct)) / both : 0);
    for (let back = 0; back < length; back++) {
      norms.add(back, euclideanNorm(row(total, back)));
      if (both === 0) continue;
      directByStep[back] += mass(row(direct, back)) / both / samples;
      recurrentByStep[back] += mass(row(recurrent, back)) / both / samples;
    }
  }
  return {
    gradientNorm: norms.spreads(),
    halfLife: spreadOf(halfLives) as Spread,
    evenHalfLife: steps / samples / 2,
    directShare: spreadOf(shares) as Spread,
    directByStep: Array.from(directByStep),
    recurrentByStep: Array.from(recurrentByStep),
  };
}

/** Values of each sample, by steps back. */
class Gathered {
  private readonly values: number[][];

  constructor(steps: number) {
    this.values = Array.from({ length: steps }, () => []);
  }

  add(back: number, value: number): void {
    this.values[back].push(value);
  }

  means(): number[] {
    return this.values.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  }

  spreads(): (Spread | undefined)[] {
    return this.values.map(spreadOf);
  }
}

/** What is gathered of one layer's recurrence in one direction, sample by sample. */
class RecurrenceMeasurement {
  private readonly joint: Gathered;
  private readonly hiddenBlock: Gathered;
  private readonly approximate: Gathered;
  private readonly error: Gathered;
  /** By term, by steps back. */
  private readonly shares = new Map<string, { readonly ofHidden: boolean; readonly values: Gathered }>();
  private readonly gates: readonly UnitSums[];
  private pathName: string | undefined;

  constructor(
    private readonly layer: LayerParts,
    private readonly passOf: (pass: ForwardPass) => LayerPass,
    private readonly time: number,
  ) {
    [this.joint, this.hiddenBlock, this.approximate, this.error] = Array.from(
      { length: 4 },
      () => new Gathered(time + 1),
    ) as [Gathered, Gathered, Gathered, Gathered];
    this.gates = Array.from({ length: layer.cell.gates }, () => new UnitSums(layer.hidden));
  }

  add({ engine, network, pointers }: Classifier, data: Dataset, sample: number): void {
    engine.scope(() => {
      const batch = loadBatch(engine, data, sample, sample + 1);
      const pass = this.passOf(network.forward(engine, pointers, batch));
      const recurrence = recurrenceOf(engine, pointers, this.layer, pass, 0);
      const weightNorms = recurrence.weights.map((weight) => rowNorms(weight, this.layer.hidden));
      const { hidden, states } = { hidden: this.layer.hidden, states: this.layer.cell.states };
      /** The path's product so far, by unit, times a power of two. */
      const path = new Float64Array(hidden).fill(1);
      const powers = new Int32Array(hidden);
      stepsBack(engine, pointers, recurrence, (jacobian, step) => {
        const { back, value, rowStride, exponent } = jacobian;
        const block = blockNorm(jacobian, { to: 0, from: 0 });
        this.joint.add(back, timesPowerOfTwo(blockNorm(jacobian) / Math.sqrt(states * hidden), exponent));
        this.hiddenBlock.add(back, timesPowerOfTwo(block / Math.sqrt(hidden), exponent));
        const product = path.map((value, j) => timesPowerOfTwo(value, powers[j]));
        this.approximate.add(back, euclideanNorm(product) / Math.sqrt(hidden));
        let wrong = block * block;
        for (let j = 0; j < hidden; j++) {
          const exact = value[j * rowStride + j];
          const off = timesPowerOfTwo(path[j], powers[j] - exponent) - exact;
          wrong += off * off - exact * exact;
        }
        this.error.add(back, block > 0 ? Math.sqrt(Math.max(0, wrong)) / block : Number.POSITIVE_INFINITY);
        if (!step) return;
        step.gates.forEach((gate, index) => {
          this.gates[index].add(gate);
        });
        const norms = step.terms.map(({ gate, slope }) =>
          Math.sqrt(slope.reduce((sum, s, j) => sum + s * s * (gate === undefined ? 1 : weightNorms[gate][j]), 0)),
        );
        const all = norms.reduce((sum, norm) => sum + norm, 0);
        step.terms.forEach(({ name, from, gate, slope }, index) => {
          const known = this.shares.get(name) ?? { ofHidden: from === 0, values: new Gathered(this.time) };
          this.shares.set(name, known);
          known.values.add(back, all > 0 ? norms[index] / all : 0);
          if (gate !== undefined) return;
          this.pathName = name;
          slope.forEach((s, j) => {
            path[j] *= s;
            if (path[j] === 0) return;
            const own = exponentOf(path[j]);
            path[j] = timesPowerOfTwo(path[j], -own);
            powers[j] += own;
          });
        });
      });
    });
  }

  result(): Omit<RecurrenceDiagnosis, 'layer' | 'direction'> {
    const { cell, hidden } = this.layer;
    return {
      cell: cell.name,
      hidden,
      jointNorm: this.joint.spreads(),
      hiddenNorm: this.hiddenBlock.spreads(),
      ...(this.pathName && {
        approximation: {
          name: this.pathName,
          norm: this.approximate.spreads(),
          relativeError: this.error.spreads(),
        },
      }),
      terms: [...this.shares].map(([name, { ofHidden, values }]) => {
        const share = values.means();
        const filled = share.filter((value) => !Number.isNaN(value));
        return { name, ofHidden, share, meanShare: filled.reduce((sum, value) => sum + value, 0) / filled.length };
      }),
      gates: (cell.anatomy?.gates ?? []).map((name, index) => ({ name, ...this.gates[index].statistics() })),
    };
  }
}

/** Sums over samples and steps of one number a unit. */
class UnitSums {
  private readonly sums: Float64Array;
  private squares = 0;
  private count = 0;

  constructor(hidden: number) {
    this.sums = new Float64Array(hidden);
  }

  add(values: Float32Array): void {
    values.forEach((value, unit) => {
      this.sums[unit] += value;
      this.squares += value * value;
    });
    this.count++;
  }

  statistics(): Omit<GateStatistics, 'name'> {
    const byUnit = Array.from(this.sums, (sum) => sum / this.count);
    const mean = byUnit.reduce((sum, value) => sum + value, 0) / byUnit.length;
    const variance = this.squares / this.count / byUnit.length - mean * mean;
    return { mean, deviation: Math.sqrt(Math.max(0, variance)), byUnit };
  }
}

/** Euclidean norms of the rows of a square matrix. */
function rowNorms(matrix: Float32Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, row) => euclideanNorm(matrix.subarray(row * size, (row + 1) * size)));
}
