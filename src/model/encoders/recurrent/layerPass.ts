import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ParameterPointers } from '../../parameters.js';
import { type Batch, chunkSteps, type TimeChunk, timeChunks } from '../../passes/batch.js';
import type { Cell } from './cells/cell.js';
import type { FeedPass, InputFeed } from './inputFeed.js';
import type { RecurrentWeights } from './recurrentWeights.js';

/** What one layer in one direction is made of. */
export interface LayerParts {
  readonly cell: Cell;
  readonly feed: InputFeed;
  readonly weights: RecurrentWeights;
  /** Width of what the layer reads. */
  readonly inputs: number;
  /** H. */
  readonly hidden: number;
  /** G. */
  readonly gateRows: number;
}

/** What one pass of a layer leaves for the backward pass. */
export interface LayerPass {
  /** The series as the cell read them: in reverse, for the reverse direction. */
  readonly batch: Batch;
  readonly chunks: readonly TimeChunk[];
  readonly feed: FeedPass;
  /** What the cell keeps of each chunk. */
  readonly tapes: readonly unknown[];
  /** The activations, [time, G, lanes]. */
  readonly z: Pointer;
  /** [time + 1, H, lanes] each, the hidden states first; place 0 holds the initial state. */
  readonly states: readonly Pointer[];
}

/** A batch cut into chunks whose numbers stay in the cache. */
export function layerChunks({ inputs, gateRows, feed }: LayerParts, engine: Engine, batch: Batch): TimeChunk[] {
  const floats = inputs + 2 * gateRows + feed.floatsPerStep;
  return timeChunks(engine, batch, chunkSteps(batch.samples, batch.time, floats));
}

/** Where a chunk from time step `from` on begins in an array [time, width, lanes]. */
export function chunkPlace(from: number, lanes: number): (base: Pointer, width: number) => Pointer {
  return (base, width) => base + 4 * from * width * lanes;
}

/** The cell's gates before the recurrence, [sample, time, G]. */
export function inputGates(layer: LayerParts, engine: Engine, parameters: ParameterPointers, batch: Batch): Pointer {
  const { gateRows } = layer;
  const { samples, time } = batch;
  const gates = engine.allocate(samples * time * gateRows);
  engine.scope(() => {
    engine.kernels.fillRows(gates, samples * time, gateRows, layer.weights.bias(engine, parameters), gateRows);
    const chunks = layerChunks(layer, engine, batch);
    const feed = layer.feed.begin(engine, parameters, batch, chunks.length);
    for (const chunk of chunks) {
      const size = chunk.time * gateRows;
      const z = engine.allocate(samples * size);
      feed.forward(chunk, z);
      for (let sample = 0; sample < samples; sample++) {
        const target = engine.floats(gates + 4 * (sample * time + chunk.from) * gateRows, size);
        const part = engine.floats(z + 4 * sample * size, size);
        for (let at = 0; at < size; at++) target[at] += part[at];
      }
    }
  });
  return gates;
}
