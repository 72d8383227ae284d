import { z } from 'zod';
import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { type Dataset, labelsOf } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import type { Series } from '../passes/batch.js';
import { checkClasses, classWeights } from './classes.js';
import { crossEntropy } from './crossEntropy.js';
import { DenseHead } from './denseHead.js';
import type { HeadKind, LossResult, LossWeights, Output, Target } from './head.js';

/** What the cross-entropy takes the softmax of: the logits, or what some code makes of them before. */
type CrossEntropyOf = 'logits' | 'softmax' | 'sigmoid';

/** Logits of classes, softmax cross-entropy, and the class as the target; what is explained is a probability or a logit. */
export class ClassificationHead extends DenseHead {
  override readonly metric = { name: 'accuracy', atMostOne: true };

  constructor(
    inputs: number,
    classes: number,
    private readonly crossEntropyOf: CrossEntropyOf = 'logits',
  ) {
    super(inputs, classes);
  }

  override checkTargets(data: Dataset, of: 'prediction' | 'training' | 'validation'): void {
    const { width: classes } = this;
    const wrong = data.labels?.findIndex((label) => label >= classes) ?? -1;
    if (wrong >= 0) {
      throw new UnvanishError(
        'labels',
        `labels[${wrong}] is ${data.labels?.[wrong]} where the model has ${classes} classes (0 to ${classes - 1})`,
      );
    }
    if (of === 'training') checkClasses(data, classes);
    if (of === 'validation') labelsOf(data);
  }

  override lossWeights(training: Dataset, kind: 'none' | 'balanced'): Float64Array | undefined {
    return classWeights(training, this.width, kind);
  }

  override weightOf({ labels }: Series, sample: number, weights: Float64Array | undefined): number {
    return weights?.[(labels as Int32Array)[sample]] ?? 1;
  }

  override loss(engine: Engine, logits: Pointer, { labels }: Series, { weights, total }: LossWeights = {}): LossResult {
    const { width: classes, crossEntropyOf } = this;
    const samples = (labels as Int32Array).length;
    const values = crossEntropyOf === 'logits' ? logits : squashed(engine, logits, samples, classes, crossEntropyOf);
    const result = crossEntropy(engine, values, labels as Int32Array, classes, weights, total);
    const { sum, weight, loss, correct: score, dlogits: gradient } = result;
    if (crossEntropyOf !== 'logits') unsquash(engine, values, gradient, samples, classes, crossEntropyOf);
    return { sum, weight, loss, score, gradient };
  }

  override explained(engine: Engine, logits: Pointer, samples: number, output: Output): Pointer {
    return output === 'logit' ? logits : softmax(engine, logits, samples, this.width);
  }

  /**
   * dS/dlogits [sample, class]: one-hot for a logit; for a probability p_k, p_k (1_{j=k} - p_j), where 1 - p_k is the sum of the others:
   * of a rounded p_k near 1 nothing would be left.
   */
  override explainedGradient(
    engine: Engine,
    logits: Pointer,
    rows: { readonly samples: number; readonly time: number },
    output: Output,
    targetOf: (sample: number) => number | undefined,
  ): Pointer {
    if (output === 'logit') return super.explainedGradient(engine, logits, rows, output, targetOf);
    const { width: classes } = this;
    const { samples } = rows;
    const probabilities = softmax(engine, logits, samples, classes);
    const dlogits = engine.allocateZeros(samples * classes);
    const gradient = engine.floats(dlogits, samples * classes);
    const p = engine.floats(probabilities, samples * classes);
    for (let row = 0; row < samples; row++) {
      const at = row * classes;
      const k = targetOf(row) ?? this.predicted(engine.floats(logits + at * 4, classes));
      let others = 0;
      for (let j = 0; j < classes; j++) {
        if (j === k) continue;
        others += p[at + j];
        gradient[at + j] = -p[at + k] * p[at + j];
      }
      gradient[at + k] = p[at + k] * others;
    }
    return dlogits;
  }

  override checkTarget(target: Target, { labels }: Pick<Series, 'labels'>): void {
    const { width: classes } = this;
    if (target === 'true' && !labels) {
      throw new UnvanishError(
        'labels',
        'the target is the true class, but the data have no labels',
        'give labels, or take the target predicted or a class number',
      );
    }
    if (typeof target === 'number' && !(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new UnvanishError('option', `target is ${target} where the model has classes 0 to ${classes - 1}`);
    }
  }

  override targetOf(target: Target, { labels }: Pick<Series, 'labels'>, sample: number): number | undefined {
    if (target === 'predicted') return undefined;
    return target === 'true' ? labels?.[sample] : target;
  }

  /** The largest of the logits; the first one on ties. */
  override predicted(logits: Float32Array): number {
    let best = 0;
    for (let j = 1; j < logits.length; j++) if (logits[j] > logits[best]) best = j;
    return best;
  }
}

/** Probabilities of logits, both [sample, class]. */
function softmax(engine: Engine, logits: Pointer, samples: number, classes: number): Pointer {
  const count = samples * classes;
  const out = engine.allocate(count);
  engine.floats(out, count).set(engine.floats(logits, count));
  engine.kernels.logSoftmax(out, samples, classes);
  engine.kernels.expInPlace(out, count);
  return out;
}

/** Softmax over the classes, or the sigmoid of each logit, [sample, class]. */
function squashed(
  engine: Engine,
  logits: Pointer,
  samples: number,
  classes: number,
  by: Exclude<CrossEntropyOf, 'logits'>,
): Pointer {
  if (by === 'softmax') return softmax(engine, logits, samples, classes);
  const count = samples * classes;
  const out = engine.put(engine.floats(logits, count));
  engine.kernels.sigmoidInPlace(out, count);
  return out;
}

/** Turns gradients by squashed values s into those by logits, in place: s_j (g_j - sum_k g_k s_k), or s_j (1 - s_j) g_j. */
function unsquash(
  engine: Engine,
  values: Pointer,
  gradient: Pointer,
  samples: number,
  classes: number,
  by: Exclude<CrossEntropyOf, 'logits'>,
): void {
  const [s, g] = [engine.floats(values, samples * classes), engine.floats(gradient, samples * classes)];
  for (let at = 0; at < samples * classes; at += classes) {
    let mean = 0;
    for (let j = at; j < at + classes; j++) mean += g[j] * s[j];
    for (let j = at; j < at + classes; j++) g[j] = by === 'softmax' ? s[j] * (g[j] - mean) : s[j] * (1 - s[j]) * g[j];
  }
}

const settings = {
  crossEntropyOf: z
    .enum(['logits', 'softmax', 'sigmoid'])
    .default('logits')
    .describe('what the cross-entropy, which has a softmax itself, is of; the others are to train as such code does')
    .meta({ value: 'values' }),
};

/** The head of a configuration that names none. */
export const classification: HeadKind<typeof settings> = {
  name: 'classification',
  description: 'logits of classes, trained with softmax cross-entropy',
  settings,
  explains: ['probability', 'logit'],
  create: ({ inputs, outputs, crossEntropyOf }) => new ClassificationHead(inputs, outputs, crossEntropyOf),
};
