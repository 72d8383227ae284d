import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ParameterPointers } from '../../parameters.js';
import type { TimeChunk } from '../../passes/batch.js';
import { inputGates, type LayerParts, type LayerPass } from './layerPass.js';

/**
 * The gradient along the paths that do not pass through the recurrence: every time step is a lane of its own, one step long, that
 * starts from the states it had. dy are rows [sample, time] that are `dyRow` elements apart; `take` is given each chunk's dz, from the
 * last to the first.
 */
export function directBackward(
  layer: LayerParts,
  engine: Engine,
  parameters: ParameterPointers,
  { batch, chunks, states }: LayerPass,
  dy: Pointer,
  dyRow: number,
  take: (chunk: TimeChunk, dz: Pointer) => void,
): void {
  const { kernels } = engine;
  const { samples, time } = batch;
  const { cell, gateRows, hidden } = layer;
  const steps = samples * time;
  const lanes = Math.ceil(steps / 4) * 4;
  const rows = inputGates(layer, engine, parameters, batch);
  const z = engine.allocate(gateRows * lanes);
  kernels.toLanes(rows, gateRows, gateRows, 0, z, steps, 1, gateRows);
  const places = states.map((state) => {
    const before = engine.allocate(steps * hidden);
    kernels.fromLanes(state, before, time * hidden, hidden, samples, time, hidden);
    const place = engine.allocate(2 * hidden * lanes);
    kernels.toLanes(before, hidden, hidden, 0, place, steps, 1, hidden);
    return place;
  });
  const dh = engine.allocate(hidden * lanes);
  kernels.toLanes(dy, dyRow, dyRow, 0, dh, steps, 1, hidden);
  const recurrence = layer.weights.recurrence(parameters, { lengths: 0, time: 1, lanes });
  const tape = cell.forward(engine, recurrence, z, places);
  const carry = places.map(() => engine.allocateZeros(hidden * lanes));
  cell.backward(engine, recurrence, z, places, tape, dh, carry);
  kernels.fromLanes(z, rows, gateRows, gateRows, steps, 1, gateRows);
  for (const chunk of [...chunks].reverse()) {
    const size = chunk.time * gateRows;
    engine.scope(() => {
      const dz = engine.allocate(samples * size);
      for (let sample = 0; sample < samples; sample++) {
        const own = engine.floats(rows + 4 * (sample * time + chunk.from) * gateRows, size);
        engine.floats(dz + 4 * sample * size, size).set(own);
      }
      take(chunk, dz);
    });
  }
}
