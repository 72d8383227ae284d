// Reads what random_models.py wrote and compares: node scripts/pytorch/check.mjs FOLDER, after npm run build.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '../../dist/face/formats.js';
import { attribute, createDataset } from '../../dist/index.js';
import { readModel } from '../../dist/node.js';

const folder = process.argv[2];
const models = JSON.parse(await readFile(join(folder, 'models.json'), 'utf8'));
const worst = { logits: 0, probabilities: 0, 'map.logit': 0, 'map.probability': 0 };
const failed = [];
for (const [index, { options, model: settings }] of models.entries()) {
  const name = `${index}.expected.safetensors`;
  const { tensors } = decodeSafetensors(await readFile(join(folder, name)), name);
  try {
    const { classifier } = await readModel(join(folder, `${index}.safetensors`), options);
    const { classes } = classifier.config;
    const { shape, data } = tensors.get('x');
    const labels = Int32Array.from({ length: shape[0] }, (_, sample) => sample % classes);
    const dataset = createDataset({ x: Float32Array.from(data), shape, labels });
    const found = { logits: await classifier.logits(dataset), probabilities: await classifier.predictProba(dataset) };
    for (const output of ['logit', 'probability']) {
      found[`map.${output}`] = (await attribute(classifier, dataset, { output, signed: true })).values;
    }
    for (const [what, values] of Object.entries(found)) {
      const error = difference(values, tensors.get(what).data);
      worst[what] = Math.max(worst[what], error);
      if (!(error <= 5e-5)) failed.push(`${index} ${what} ${error.toExponential(1)} ${JSON.stringify(settings)}`);
    }
  } catch (error) {
    failed.push(`${index} ${error.message} ${JSON.stringify(settings)}`);
  }
}
for (const line of failed.slice(0, 20)) console.log(line);
const errors = Object.entries(worst).map(([what, error]) => `${what} ${error.toExponential(1)}`);
console.log(`${models.length} models, ${failed.length} refused or beyond 5e-5; worst: ${errors.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** The largest difference, relative to the largest magnitude or 1e-2. */
function difference(values, expected) {
  let [error, most] = [values.length === expected.length ? 0 : Number.POSITIVE_INFINITY, 1e-2];
  values.forEach((value, at) => {
    error = Math.max(error, Math.abs(value - expected[at]));
    most = Math.max(most, Math.abs(expected[at]));
  });
  return error / most;
}
