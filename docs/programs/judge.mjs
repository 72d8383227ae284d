// An occlusion of one's own, of whole time steps, judged on a box beside the gradient: node judge.mjs
import { attribute, boxDataset, Classifier, Engine, evaluate, perturb, train } from 'unvanish';

async function compute({ classifier, dataset: { samples, time, features, x }, dataset, output, targets }) {
  const ask = async (changes) => perturb(classifier, dataset, changes, { output, targets: await targets(), count: changes.length });
  const whole = await ask(Array.from({ length: samples }, (_, sample) => ({ sample, change: () => {} })));
  const blanked = (i) => (series) => series.fill(0, (i % time) * features, ((i % time) + 1) * features);
  const without = await ask(Array.from({ length: samples * time }, (_, i) => ({ sample: Math.floor(i / time), change: blanked(i) })));
  return { values: x.map((_, at) => whole[Math.floor(at / features / time)] - without[Math.floor(at / features)]) };
}
const method = { name: 'steps', description: 'the fall of S without a step', quantity: 'S(x) − S(x without t)', paper: 'none', settings: {}, compute };
const box = boxDataset(await Engine.create(), 'earlier', { samples: 300, seed: 0 });
const model = await Classifier.create({ inputSize: 100, classes: 2, inputCellAttention: 'mean' }, { seed: 0 });
await train(model, { training: box }, { epochs: 20 });
for (const one of [method, 'gradient']) console.log(one.name ?? one, (await evaluate((await attribute(model, box, { method: one })).values, box)).measured.auroc.estimate.mean.toFixed(3));
