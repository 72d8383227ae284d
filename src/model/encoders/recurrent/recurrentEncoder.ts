import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import { UnvanishError } from '../../../errors.js';
import type { ParameterDeclaration, ParameterPointers } from '../../parameters.js';
import type { Batch, Continuation } from '../../passes/batch.js';
import type { Wanted } from '../../passes/wanted.js';
import type { Drop, Encoder, EncoderKind } from '../encoder.js';
import { PATH_GROUP } from '../inputProduct.js';
import type { LayerPass } from './layerPass.js';
import { RecurrentLayer } from './recurrentLayer.js';
import { ReverseLayer } from './reverseLayer.js';
import { type RecurrentConfig, recurrentSettings } from './settings.js';

/** More points at a time than this leave the cache and gain no speed. */
const MOST_POINTS = 7 * PATH_GROUP;

/** Of each layer, its directions' passes. */
type Tape = readonly (readonly LayerPass[])[];

/** Recurrent layers, one on top of the other, each in one or both directions; the first may have input-cell attention. */
class RecurrentEncoder implements Encoder<Tape> {
  readonly width: number;
  readonly directions: 1 | 2;
  readonly parameters: readonly ParameterDeclaration[];
  readonly floatsPerStep: number;
  readonly dropoutPlaces: number;
  readonly pathPoints: number;
  readonly continues: boolean;
  readonly recurrent;
  private readonly layers: readonly (readonly RecurrentLayer[])[];

  constructor(config: RecurrentConfig) {
    const { inputSize, hiddenSize, layers, bidirectional } = config;
    this.directions = bidirectional ? 2 : 1;
    this.width = hiddenSize * this.directions;
    this.layers = Array.from({ length: layers }, (_, index) => {
      const inputs = index === 0 ? inputSize : this.width;
      const forward = new RecurrentLayer(config, inputs, index, '');
      return bidirectional ? [forward, new ReverseLayer(config, inputs, index)] : [forward];
    });
    this.parameters = this.layers.flat().flatMap((layer) => layer.parameters);
    this.floatsPerStep =
      this.layers.flat().reduce((sum, layer) => sum + layer.floatsPerStep, 0) + 2 * this.width * layers;
    this.dropoutPlaces = layers - 1;
    // A reverse direction adds its gradients once a pass, and passes should always be the same ones.
    this.pathPoints = bidirectional ? PATH_GROUP : MOST_POINTS;
    this.continues = !bidirectional;
    this.recurrent = { layers: this.layers, passesOf: (tape: Tape) => tape };
  }

  forward(
    engine: Engine,
    parameters: ParameterPointers,
    given: Batch,
    states: Pointer,
    drop: Drop,
    { after, goesOn }: Continuation<Tape> = {},
  ): Tape {
    const { width, layers } = this;
    const { samples, time } = given;
    let input = given;
    return layers.map((directions, index) => {
      const read = input;
      if (index > 0) drop(read.x, samples * time * width, index - 1);
      const y = index === layers.length - 1 ? states : engine.allocate(samples * time * width);
      const passes = directions.map((layer, direction) =>
        layer.forward(engine, parameters, read, y + 4 * direction * layer.hidden, width, {
          after: after?.[index][direction],
          goesOn,
        }),
      );
      input = { ...given, x: y, stride: time * width, alphas: 0, features: width };
      return passes;
    });
  }

  backward(
    engine: Engine,
    parameters: ParameterPointers,
    { samples, time }: Batch,
    tape: Tape,
    dstates: Pointer,
    wanted: Wanted,
    drop: Drop,
  ): void {
    const { width } = this;
    const count = samples * time * width;
    let dy = dstates;
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const dx = index === 0 ? wanted.dx : engine.allocate(count);
      this.layers[index].forEach((layer, direction) => {
        const from = dy + 4 * direction * layer.hidden;
        layer.backward(engine, parameters, tape[index][direction], from, width, { ...wanted, dx });
      });
      if (index > 0) drop(dx, count, index - 1);
      dy = dx;
    }
  }

  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array) => Float32Array {
    if (this.directions === 2) {
      throw new UnvanishError(
        'option',
        'a bidirectional model cannot be streamed: it reads each series from its end, too',
      );
    }
    const layers = this.layers.map(([layer]) => layer.stream(engine, parameters));
    return (x) => layers.reduce((values, layer) => layer(values), x);
  }
}

/** The encoder of a configuration that names none; its settings are then the configuration's own. */
export const recurrent: EncoderKind<typeof recurrentSettings> = {
  name: 'recurrent',
  description:
    'LSTM, GRU, RNN or another cell, stacked, in one or both directions, with or without input-cell attention',
  settings: recurrentSettings,
  create: (config) => new RecurrentEncoder(config),
};
