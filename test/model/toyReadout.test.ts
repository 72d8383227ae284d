import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import {
  attribute,
  Classifier,
  createDataset,
  type Dataset,
  decodeModel,
  encodeModel,
  lengthOf,
  type ReadoutKind,
  registerReadout,
  train,
} from '../../src/index.js';
import { Draws } from '../reference/draws.js';
import { rejection } from '../training/rejection.js';

/** How much a step counts beside the one after it. */
const DECAY = 0.5;

/**
 * A mean in which later steps count more, as a user might bring it, without a kernel of its own: v = sum_t w_t y_t with
 * w_t = DECAY^(length - 1 - t).
 */
const decayed: ReadoutKind = {
  name: 'decayed',
  description: 'a sum over time in which later steps count more',

  create({ width }) {
    return {
      width,
      parameters: [],
      floatsPerStep: 0,

      forward(engine, _parameters, { x, lengths, samples, time }, out) {
        const states = engine.floats(x, samples * time * width);
        const vectors = engine.floats(out, samples * width).fill(0);
        const valid = lengths ? engine.integers(lengths, samples) : new Int32Array(samples).fill(time);
        valid.forEach((length, sample) => {
          for (let at = 0; at < length * width; at++) {
            const weight = DECAY ** (length - 1 - Math.floor(at / width));
            vectors[sample * width + (at % width)] += weight * states[sample * time * width + at];
          }
        });
        return undefined;
      },

      backward(engine, _parameters, { lengths, samples, time }, _tape, dout, dy) {
        const dvectors = engine.floats(dout, samples * width);
        const dstates = engine.floats(dy, samples * time * width).fill(0);
        const valid = lengths ? engine.integers(lengths, samples) : new Int32Array(samples).fill(time);
        valid.forEach((length, sample) => {
          for (let at = 0; at < length * width; at++) {
            const weight = DECAY ** (length - 1 - Math.floor(at / width));
            dstates[sample * time * width + at] = weight * dvectors[sample * width + (at % width)];
          }
        });
      },

      stream() {
        const sum = new Float32Array(width);
        return (state) => sum.map((value, j) => (sum[j] = DECAY * value + state[j]));
      },
    };
  },
};
registerReadout(decayed);

const [SAMPLES, TIME, FEATURES] = [24, 8, 3];
const OPTIONS = { inputSize: FEATURES, classes: 2, readout: 'decayed', hiddenSize: 3 };

/** The classes differ at the last steps. */
function data(): Dataset {
  const x = new Draws(1).floats(SAMPLES * TIME * FEATURES, 0.3);
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  labels.forEach((label, sample) => {
    for (let i = 4 * FEATURES; i < TIME * FEATURES; i++) x[sample * TIME * FEATURES + i] += label === 1 ? 1 : -1;
  });
  const lengths = Int32Array.from({ length: SAMPLES }, (_, sample) => TIME - (sample % 3));
  return createDataset({ x, shape: [SAMPLES, TIME, FEATURES], labels, lengths });
}

describe('a read-out of one’s own, one object outside the library', () => {
  it.each([
    {},
    { bidirectional: true, layers: 2 },
    { inputCellAttention: 'matrix', hops: 2, attentionSize: 4 } as const,
  ])('has the right saliency: %j', async (architecture) => {
    const classifier = await Classifier.create({ ...OPTIONS, ...architecture }, { seed: 2 });
    const series = data();
    const { values } = await attribute(classifier, series, { output: 'logit', target: 1, signed: true });
    const logits = async (by: number, at: number) => {
      const x = series.x.slice();
      x[at] += by;
      const moved = createDataset({ ...series, x, shape: [SAMPLES, TIME, FEATURES] });
      return (await classifier.logits(moved))[2 * Math.floor(at / TIME / FEATURES) + 1];
    };
    const magnitude = Math.max(...values.map(Math.abs));
    for (let at = 0; at < 3 * TIME * FEATURES; at += 5) {
      const difference = ((await logits(0.02, at)) - (await logits(-0.02, at))) / 0.04;
      expect(Math.abs(difference - values[at])).toBeLessThan(2e-3 * magnitude);
    }
  });

  it('learns, is saved, read again, and streamed', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    const training = data();
    const recipe = { epochs: 60, batchSize: 12, learningRate: 0.02, inputDropout: 0, hiddenDropout: 0, seed: 0 };
    const { history } = await train(classifier, { training }, recipe);
    expect(history.at(-1)?.accuracy).toBe(1);
    const { classifier: loaded } = await decodeModel(encodeModel({ classifier }), 'decayed.safetensors');
    expect(loaded.config).toEqual(classifier.config);
    const logits = await loaded.logits(training);
    expect(logits).toEqual(await classifier.logits(training));

    const stream = loaded.stream();
    let streamed = new Float32Array(2);
    for (let t = 0; t < lengthOf(training, 1); t++) {
      const at = (TIME + t) * FEATURES;
      streamed = Float32Array.from(stream.push(training.x.subarray(at, at + FEATURES)));
    }
    streamed.forEach((value, k) => {
      expect(Math.abs(value - logits[2 + k])).toBeLessThan(1e-5 * Math.max(1, Math.abs(logits[2 + k])));
    });
  });

  it('is listed by the help of train, and by the error for one that there is not', async () => {
    const program = await createProgram(['train', '--help']);
    const help = program.commands.find((command) => command.name() === 'train')?.helpInformation() ?? '';
    expect(help.replaceAll(/\s+/g, ' ')).toMatch(
      /--readout <\w+> [^[]*\[last, final, mean, max, self-attention, decayed; default: last\]/,
    );
    const error = await rejection(Classifier.create({ ...OPTIONS, readout: 'middle' }, { seed: 0 }));
    expect(error.message).toBe(
      'classifier: readout: one of last, final, mean, max, self-attention, decayed was expected, found "middle"',
    );
  });
});
