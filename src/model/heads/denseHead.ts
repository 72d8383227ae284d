import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { addProduct, matrix, multiply, transposed } from '../../backend/matrix.js';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Series } from '../passes/batch.js';
import type { Head, LossResult, LossWeights, Output, Target } from './head.js';

const WEIGHT = 'fc.weight';
const BIAS = 'fc.bias';

/**
 * A head of one dense layer, as PyTorch's nn.Linear: out [row, C] = vectors [row, F] W^T + b. What is explained are these numbers
 * themselves, and every sample weighs 1, unless a subclass has it otherwise.
 */
export abstract class DenseHead implements Head {
  readonly everyStep: boolean = false;
  readonly parameters: readonly ParameterDeclaration[];

  constructor(
    private readonly inputs: number,
    readonly width: number,
  ) {
    const bound = 1 / Math.sqrt(inputs);
    this.parameters = [
      { name: WEIGHT, shape: [width, inputs], bound },
      { name: BIAS, shape: [width], bound },
    ];
  }

  abstract readonly metric: Head['metric'];
  abstract checkTargets(data: Dataset, of: 'prediction' | 'training' | 'validation'): void;
  abstract loss(engine: Engine, outputs: Pointer, series: Series, weighing?: LossWeights): LossResult;

  forward(engine: Engine, parameters: ParameterPointers, x: Pointer, out: Pointer, rows: number): void {
    const { inputs, width } = this;
    const { weight, bias } = this.of(parameters);
    multiply(engine, matrix(x, rows, inputs), transposed(weight), matrix(out, rows, width), bias);
  }

  /** dx = dout W; adds dW += dout^T x and db += sum dout where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    x: Pointer,
    dout: Pointer,
    dx: Pointer,
    rows: number,
    gradients: ParameterPointers | undefined,
  ): void {
    const { inputs, width } = this;
    const d = matrix(dout, rows, width);
    multiply(engine, d, this.of(parameters).weight, matrix(dx, rows, inputs));
    if (!gradients) return;
    const { weight, bias } = this.of(gradients);
    addProduct(engine, transposed(d), matrix(x, rows, inputs), weight);
    engine.kernels.sumRows(dout, rows, width, bias, width);
  }

  lossWeights(_training: Dataset, kind: 'none' | 'balanced'): Float64Array | undefined {
    if (kind === 'none') return undefined;
    throw new UnvanishError(
      'option',
      'balanced weights are of classes, and the model’s head tells none',
      'leave them out',
    );
  }

  weightOf(_series: Series, _sample: number, _weights: Float64Array | undefined): number {
    return 1;
  }

  explained(_engine: Engine, outputs: Pointer, _samples: number, _output: Output): Pointer {
    return outputs;
  }

  explainedGradient(
    engine: Engine,
    outputs: Pointer,
    { samples, time }: { readonly samples: number; readonly time: number },
    _output: Output,
    targetOf: (sample: number) => number | undefined,
  ): Pointer {
    const numbers = this.numbers(time);
    const gradient = engine.allocateZeros(samples * numbers);
    for (let sample = 0; sample < samples; sample++) {
      const at = sample * numbers;
      const place = targetOf(sample) ?? this.predicted(engine.floats(outputs + 4 * at, numbers));
      engine.floats(gradient, samples * numbers)[at + place] = 1;
    }
    return gradient;
  }

  /** A number, or `true` and `predicted` where a sample has one output, or labels that say which one is meant. */
  checkTarget(target: Target, { time, labels }: Pick<Series, 'labels' | 'time'>): void {
    const numbers = this.numbers(time);
    const known = numbers === 1 || (target === 'true' && labels !== undefined);
    if (typeof target === 'string' ? known : Number.isInteger(target) && target >= 0 && target < numbers) return;
    throw new UnvanishError('option', `target is ${target} where a sample has outputs 0 to ${numbers - 1}`);
  }

  targetOf(target: Target, { labels }: Pick<Series, 'labels'>, sample: number): number | undefined {
    return typeof target === 'number' ? target : (labels?.[sample] ?? 0);
  }

  predicted(_outputs: Float32Array): number {
    return 0;
  }

  /** Numbers of a sample. */
  private numbers(time: number): number {
    return this.width * (this.everyStep ? time : 1);
  }

  private of(pointers: ParameterPointers) {
    return { weight: matrix(pointers[WEIGHT], this.width, this.inputs), bias: pointers[BIAS] };
  }
}
