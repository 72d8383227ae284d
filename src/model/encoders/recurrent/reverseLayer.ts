import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ParameterPointers } from '../../parameters.js';
import type { Batch } from '../../passes/batch.js';
import type { Wanted } from '../../passes/wanted.js';
import type { LayerPass } from './layerPass.js';
import { RecurrentLayer } from './recurrentLayer.js';
import type { RecurrentConfig } from './settings.js';

/** The reverse direction of a layer: reads each series backwards within its length. `_reverse` ends its parameters' names. */
export class ReverseLayer extends RecurrentLayer {
  constructor(config: RecurrentConfig, inputs: number, index: number) {
    super(config, inputs, index, '_reverse');
  }

  override forward(
    engine: Engine,
    parameters: ParameterPointers,
    given: Batch,
    out: Pointer,
    outRow: number,
  ): LayerPass {
    const { kernels } = engine;
    const { inputs, hidden } = this;
    const { samples, time, lengths, alphas } = given;
    const series = alphas ? 2 : samples;
    const x = engine.allocate(series * time * inputs);
    kernels.reverseTime(given.x, inputs, x, inputs, lengths, series, time, inputs);
    const y = engine.allocate(samples * time * hidden);
    const pass = super.forward(engine, parameters, { ...given, x }, y, hidden);
    kernels.reverseTime(y, hidden, out, outRow, lengths, samples, time, hidden);
    return pass;
  }

  /** dx is added to: the forward direction has written it. */
  override backward(
    engine: Engine,
    parameters: ParameterPointers,
    pass: LayerPass,
    dy: Pointer,
    dyRow: number,
    wanted: Wanted,
  ): void {
    const { kernels } = engine;
    const { inputs, hidden } = this;
    const { samples, time, lengths, alphas } = pass.batch;
    engine.scope(() => {
      const turned = engine.allocate(samples * time * hidden);
      kernels.reverseTime(dy, dyRow, turned, hidden, lengths, samples, time, hidden);
      // Of a path there is one gradient, of all its points, which is added to.
      const series = alphas ? 1 : samples;
      const count = series * time * inputs;
      const dx = wanted.dx && engine.allocate(count);
      if (dx && alphas) engine.floats(dx, count).fill(0);
      super.backward(engine, parameters, pass, turned, hidden, { ...wanted, dx });
      if (!dx) return;
      const forwards = engine.allocate(count);
      kernels.reverseTime(dx, inputs, forwards, inputs, lengths, series, time, inputs);
      kernels.addInPlace(wanted.dx, forwards, count);
    });
  }

  override get floatsPerStep(): number {
    return super.floatsPerStep + 2 * this.hidden + 3 * this.inputs;
  }
}
