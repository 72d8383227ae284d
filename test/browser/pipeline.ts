import type * as Api from '../../src/index.js';

/** SHA-256 of everything that a seed decides, by name. */
export type Digests = Record<string, string>;

/**
 * From a seed to weights, maps and measurements, through every numeric part of the library, for each kind of input feed.
 * It runs in Node and in a browser, on the public API that it is given.
 *
 * @throws where fewer threads are at work than were asked for.
 */
export async function pipeline(api: typeof Api, threads = 1): Promise<Digests> {
  const digests: Digests = {};
  const engine = await api.Engine.create();
  const drawn = api.boxDataset(engine, 'mixed', { samples: 160, seed: 7 });
  // Unequal lengths take other paths through the kernels.
  const lengths = Int32Array.from({ length: drawn.samples }, (_, sample) => drawn.time - (sample % 40));
  const shape = [drawn.samples, drawn.time, drawn.features] as const;
  const { rest, part } = api.stratifiedSplit(api.createDataset({ ...drawn, shape, lengths }), {
    share: 0.25,
    seed: 7,
  });
  const scale = api.fitStandardisation(rest, 'cell');
  const training = api.standardise(rest, scale);
  const validation = api.standardise(part, scale);
  digests.data = await digest(training.x);
  for (const inputCellAttention of ['none', 'matrix', 'mean', 'normalised'] as const) {
    const options = { inputSize: drawn.features, classes: 2, inputCellAttention, hiddenSize: 6, hops: 5 };
    const classifier = await api.Classifier.create(options, { seed: 7, threads });
    await classifier.whenThreaded();
    if (classifier.threads !== threads) throw new Error(`${classifier.threads} threads are at work, not ${threads}`);
    const recipe = { epochs: 2, batchSize: 16, gradientClip: 1, weightDecay: 0.01, classWeights: 'balanced' } as const;
    const { history } = await api.train(classifier, { training, validation }, { ...recipe, seed: 7 });
    const maps = await api.attribute(classifier, validation);
    const signed = await api.attribute(classifier, validation, { output: 'logit', target: 1, signed: true });
    const integrated = await api.attribute(classifier, validation, {
      method: 'integrated-gradients',
      baseline: 'mean',
      steps: 5,
    });
    const { measured } = await api.evaluate(maps.values, validation, { lastSteps: 10 });
    digests[`${inputCellAttention}: weights`] = await digest(api.encodeModel({ classifier, standardisation: scale }));
    digests[`${inputCellAttention}: history`] = await digest(JSON.stringify(history));
    digests[`${inputCellAttention}: probabilities`] = await digest(await classifier.predictProba(validation));
    digests[`${inputCellAttention}: maps`] = await digest(maps.values);
    digests[`${inputCellAttention}: signed maps`] = await digest(signed.values);
    digests[`${inputCellAttention}: integrated gradients`] = await digest(integrated.values);
    digests[`${inputCellAttention}: measurements`] = await digest(JSON.stringify(measured));
    const diagnosed = await api.diagnose(classifier, validation, { samples: 2 });
    digests[`${inputCellAttention}: diagnosis`] = await digest(JSON.stringify(diagnosed));
    classifier.close();
  }
  return digests;
}

async function digest(content: Float32Array | Uint8Array | string): Promise<string> {
  const { buffer, byteOffset, byteLength } = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
