import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { addProduct, matrix, multiply, transposed } from '../../backend/matrix.js';
import { UnvanishError } from '../../errors.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Series } from '../passes/batch.js';
import { ClassificationHead } from './classification.js';
import { crossEntropy } from './crossEntropy.js';
import type { HeadKind, LossResult, LossWeights, Output } from './head.js';

/**
 * One number z for two classes, as PyTorch's nn.Linear(F, 1) with a sigmoid: the logit of class 1 is z, that of class 0 is -z, and their
 * probabilities are sigmoid(z) and sigmoid(-z) = 1 - sigmoid(z).
 */
class BinaryHead extends ClassificationHead {
  override readonly parameters: readonly ParameterDeclaration[];

  constructor(private readonly vector: number) {
    super(vector, 2);
    const bound = 1 / Math.sqrt(vector);
    this.parameters = [
      { name: 'fc.weight', shape: [1, vector], bound },
      { name: 'fc.bias', shape: [1], bound },
    ];
  }

  override forward(engine: Engine, parameters: ParameterPointers, x: Pointer, out: Pointer, rows: number): void {
    const { vector } = this;
    const z = engine.allocate(rows);
    const weight = transposed(matrix(parameters['fc.weight'], 1, vector));
    multiply(engine, matrix(x, rows, vector), weight, matrix(z, rows, 1), parameters['fc.bias']);
    const [logits, values] = [engine.floats(out, 2 * rows), engine.floats(z, rows)];
    values.forEach((value, row) => {
      logits[2 * row] = -value;
      logits[2 * row + 1] = value;
    });
  }

  override backward(
    engine: Engine,
    parameters: ParameterPointers,
    x: Pointer,
    dout: Pointer,
    dx: Pointer,
    rows: number,
    gradients: ParameterPointers | undefined,
  ): void {
    const { vector } = this;
    const dz = matrix(engine.allocate(rows), rows, 1);
    const [values, dlogits] = [engine.floats(dz.at, rows), engine.floats(dout, 2 * rows)];
    for (let row = 0; row < rows; row++) values[row] = dlogits[2 * row + 1] - dlogits[2 * row];
    multiply(engine, dz, matrix(parameters['fc.weight'], 1, vector), matrix(dx, rows, vector));
    if (!gradients) return;
    addProduct(engine, transposed(dz), matrix(x, rows, vector), matrix(gradients['fc.weight'], 1, vector));
    engine.kernels.sumRows(dz.at, rows, 1, gradients['fc.bias'], 1);
  }

  /** -log sigmoid of the label's logit: the softmax cross-entropy of half the logits. */
  override loss(engine: Engine, logits: Pointer, { labels }: Series, { weights, total }: LossWeights = {}): LossResult {
    const count = 2 * (labels as Int32Array).length;
    const halves = engine.put(engine.floats(logits, count).map((logit) => logit / 2));
    const result = crossEntropy(engine, halves, labels as Int32Array, 2, weights, total);
    engine.kernels.scale(result.dlogits, count, 0.5);
    const { sum, weight, loss, correct: score, dlogits: gradient } = result;
    return { sum, weight, loss, score, gradient };
  }

  override explained(engine: Engine, logits: Pointer, samples: number, output: Output): Pointer {
    return output === 'logit' ? logits : probabilities(engine, logits, samples);
  }

  /** dS/dlogits [sample, class]: at the class, 1 for its logit, p (1 - p) for its probability. */
  override explainedGradient(
    engine: Engine,
    logits: Pointer,
    { samples }: { readonly samples: number; readonly time: number },
    output: Output,
    targetOf: (sample: number) => number | undefined,
  ): Pointer {
    const dlogits = engine.allocateZeros(2 * samples);
    const p = probabilities(engine, logits, samples);
    const [gradient, share] = [engine.floats(dlogits, 2 * samples), engine.floats(p, 2 * samples)];
    for (let row = 0; row < samples; row++) {
      const k = targetOf(row) ?? this.predicted(engine.floats(logits + 8 * row, 2));
      gradient[2 * row + k] = output === 'logit' ? 1 : share[2 * row] * share[2 * row + 1];
    }
    return dlogits;
  }
}

/** sigmoid(logit) of each class, [sample, 2]. */
function probabilities(engine: Engine, logits: Pointer, samples: number): Pointer {
  const out = engine.put(engine.floats(logits, 2 * samples).slice());
  engine.kernels.sigmoidInPlace(out, 2 * samples);
  return out;
}

/** For two classes. */
export const binary: HeadKind<Record<never, never>> = {
  name: 'binary',
  description: 'one number and its sigmoid, for two classes, trained with binary cross-entropy',
  settings: {},
  explains: ['probability', 'logit'],
  create({ inputs, outputs }) {
    if (outputs === 2) return new BinaryHead(inputs);
    throw new UnvanishError('option', `the head binary is of 2 classes, not ${outputs}`, 'leave it out');
  },
};
