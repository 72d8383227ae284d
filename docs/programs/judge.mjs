// An occlusion of one's own, of whole time steps, judged on a box beside the gradient and noise: node judge.mjs
import { attribute, boxDataset, chanceMaps, chanceRows, Classifier, Engine, evaluate, perturb, takeSamples, train } from 'unvanish';

async function compute({ classifier, dataset, output, targets }) {
  const { samples, time, features, x } = dataset; // the change of step `time` below changes nothing
  const changes = Array.from({ length: samples * (time + 1) }, (_, i) => [Math.floor(i / (time + 1)), (i % (time + 1)) * features]).map(([sample, from]) => ({ sample, change: (series) => series.fill(0, from, from + features) }));
  const S = await perturb(classifier, dataset, changes, { output, targets: await targets(), count: changes.length });
  return { values: x.map((_, at) => { const [row, t] = [Math.floor(at / features / time) * (time + 1), Math.floor(at / features) % time]; return S[row + time] - S[row + t]; }) };
}
const steps = { name: 'steps', description: 'the fall of S without a step', quantity: 'S(x) − S(x without t)', paper: 'none', settings: {}, compute };
const box = boxDataset(await Engine.create(), 'earlier', { samples: 300, seed: 0 });
const model = await Classifier.create({ inputSize: 100, classes: 2, inputCellAttention: 'mean' }, { seed: 0 });
await train(model, { training: box }, { epochs: 20 });
const data = takeSamples(box, Array.from({ length: 30 }, (_, sample) => sample));
for (const [name, maps] of [['steps', (await attribute(model, data, { method: steps })).values], ['gradient', (await attribute(model, data)).values], ['noise', chanceMaps(chanceRows(data, { seed: 0 })[0], data)]]) console.log(name, (await evaluate(maps, data, { lastSteps: 10 })).measured.auroc.estimate.mean.toFixed(3));
