import type { Engine } from '../backend/engine.js';
import { UnvanishError } from '../errors.js';
import type { Network } from './network.js';
import type { ParameterPointers } from './parameters.js';

/**
 * A classifier that is given one time step at a time. What it keeps does not grow with the steps: of the recurrent encoder the cells'
 * states and the running sums of input-cell attention, and what the read-out needs of the steps so far.
 */
export class ClassifierStream {
  /** Time steps taken so far. */
  steps = 0;
  private readonly encoder: (x: Float32Array) => Float32Array;
  private readonly readout: (state: Float32Array) => Float32Array;

  /** @internal */
  constructor(
    private readonly engine: Engine,
    private readonly network: Network,
    private readonly parameters: ParameterPointers,
  ) {
    this.encoder = network.encoder.stream(engine, parameters);
    this.readout = network.readout?.stream(engine, parameters) ?? ((state) => state);
  }

  /**
   * Takes x_t [feature] and gives the logits [class] of the series so far: those of `logits` on the whole series up to
   * here, but for rounding. Of a head with outputs for every step, those of this step.
   *
   * @throws UnvanishError `shape` or `not-finite`; the stream is then as it was before.
   */
  push(x: ArrayLike<number>): Float32Array {
    const { engine, network, parameters } = this;
    const { inputSize } = network.config;
    const { head } = network;
    if (x.length !== inputSize) {
      throw new UnvanishError('shape', `a time step has ${x.length} features where the model takes ${inputSize}`);
    }
    const step = Float32Array.from(x);
    const wrong = step.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw new UnvanishError('not-finite', `feature ${wrong} of time step ${this.steps} is ${x[wrong]}`);
    const vector = this.readout(this.encoder(step));
    this.steps++;
    return engine.scope(() => {
      const outputs = engine.allocate(head.width);
      head.forward(engine, parameters, engine.put(vector), outputs, 1);
      return engine.floats(outputs, head.width).slice();
    });
  }
}
