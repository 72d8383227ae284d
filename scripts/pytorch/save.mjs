// node scripts/pytorch/save.mjs FOLDER: writes models of every plain architecture and their logits, for load.py.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeNpy } from '../../dist/face/formats.js';
import { Classifier, createDataset, encodeModel } from '../../dist/index.js';

const folder = process.argv[2];
await mkdir(folder, { recursive: true });
const x = Float32Array.from({ length: 4 * 7 * 6 }, (_, i) => Math.sin(i * 1.7));
const series = createDataset({ x, shape: [4, 7, 6] });
for (const cell of ['lstm', 'gru', 'rnn', 'rnn-relu']) {
  for (const layers of [1, 2]) {
    for (const bidirectional of [false, true]) {
      for (const readout of ['last', 'final', 'mean', 'max']) {
        const classifier = await Classifier.create(
          { inputSize: 6, classes: 3, hiddenSize: 5, cell, layers, bidirectional, readout },
          { seed: 3 },
        );
        const name = join(folder, `${cell}_${layers}_${bidirectional ? 2 : 1}_${readout}`);
        await writeFile(`${name}.safetensors`, encodeModel({ classifier }));
        await writeFile(`${name}.npy`, encodeNpy({ shape: [4, 3], data: await classifier.logits(series) }));
      }
    }
  }
}
