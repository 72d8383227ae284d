// node bench/mnist-recipe.mjs FOLDER: chooses the recipe of `reproduce mnist`. Only the training images are read: 55,000
// train, 5,000 validate, split as in the study. Prints each candidate's validation accuracy after every epoch. The rule,
// for each hidden size: the batch size and learning rate with the highest mean over both models of the best epoch.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stratifiedSplit } from '../dist/data/split.js';
import { decodeIdx } from '../dist/formats/idx.js';
import { Classifier } from '../dist/model/classifier.js';
import { mnistSchema } from '../dist/studies/mnist/mnistOptions.js';
import { mnistDataset, mnistTasks } from '../dist/studies/mnist/mnistTrials.js';
import { train } from '../dist/training/trainer.js';

const folder = process.argv[2];
const hidden = process.argv[3]?.split(',').map(Number) ?? [128, 5];
const read = async (name) => decodeIdx(await readFile(join(folder, name)), name);
const seed = 0;
const all = mnistDataset(await read('train-images-idx3-ubyte'), await read('train-labels-idx1-ubyte'));
const { rest, part } = stratifiedSplit(all, { share: 1 / 12, seed });
const best = new Map();
for (const batchSize of [50, 100]) {
  for (const learningRate of [1e-3, 3e-3]) {
    for (const { spec } of mnistTasks(mnistSchema.parse({ seed }), '').map((task) => ({ spec: task.spec.trial }))) {
      const { hiddenSize } = spec.architecture;
      if (!hidden.includes(hiddenSize)) continue;
      const classifier = await Classifier.create({ inputSize: 28, classes: 10, ...spec.architecture }, { seed });
      const start = performance.now();
      const { history } = await train(
        classifier,
        { training: rest, validation: part },
        { ...spec.training, batchSize, learningRate },
      );
      const accuracies = history.map(({ validationAccuracy }) => validationAccuracy);
      const key = `hidden ${hiddenSize}, batch ${batchSize}, rate ${learningRate}`;
      best.set(key, (best.get(key) ?? 0) + Math.max(...accuracies) / 2);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      console.log(
        `${spec.id} batch ${batchSize} rate ${learningRate}: ${accuracies.map((a) => (100 * a).toFixed(2)).join(' ')} (${seconds} s)`,
      );
    }
  }
}
for (const [key, mean] of best) console.log(`${key}: mean of the best epochs ${(100 * mean).toFixed(2)} %`);
