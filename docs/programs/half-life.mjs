// How far back an nn.LSTM with an nn.Linear looks, on noise: node half-life.mjs weights.safetensors [steps]
import { readFileSync } from 'node:fs';
import { createDataset, decodeModel, diagnose, Engine, RandomStream } from 'unvanish';

const [file, steps = '100'] = process.argv.slice(2);
const { classifier } = await decodeModel(readFileSync(file), file);
const shape = [32, Number(steps), classifier.config.inputSize];
const x = new RandomStream(await Engine.create(), 0, 'data').normal(shape[0] * shape[1] * shape[2], 0);
const { halfLife, evenHalfLife, recurrences } = await diagnose(classifier, createDataset({ x, shape }));
console.log(`Half of the saliency lies in the last ${halfLife.median.toFixed(1)} of ${steps} steps (evenly spread: ${evenHalfLife}).`);
const kept = recurrences[0].jointNorm[10]?.median ?? Number.NaN;
console.log(`Ten steps back, ${kept.toPrecision(2)} of a change of the state is left.`);
