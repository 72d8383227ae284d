// How far back an nn.LSTM with an nn.Linear looks, on noise: node half-life.mjs weights.safetensors [steps]
import { createDataset, diagnose, Engine, RandomStream } from 'unvanish';
import { readModel } from 'unvanish/node';

const [file, steps = '100'] = process.argv.slice(2);
const { classifier } = await readModel(file);
const shape = [32, Number(steps), classifier.config.inputSize];
const noise = new RandomStream(await Engine.create(), 0, 'data');
const x = noise.normal(shape[0] * shape[1] * shape[2], 0);
const { halfLife, evenHalfLife, recurrences } = await diagnose(classifier, createDataset({ x, shape }));
console.log(`Half of the saliency lies in the last ${halfLife.median.toFixed(1)} of ${steps} steps (evenly spread: ${evenHalfLife}).`);
const kept = recurrences[0].jointNorm[10]?.median ?? Number.NaN;
console.log(`Ten steps back, ${kept.toPrecision(2)} of a change of the state is left.`);
