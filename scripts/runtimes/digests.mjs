// From a seed to weights and maps, for every cell, feed and read-out in small configurations, on the library that is
// given, in any runtime. The data are made of whole numbers alone, so that nothing but the library decides a bit.

/** Every cell, feed, read-out, direction and depth, with and without lengths; sizes that leave rests in every vector and chunk. */
const cases = {
  lstm: {},
  'lstm, matrix feed': { model: { inputCellAttention: 'matrix', hops: 7 } },
  'lstm, mean feed, lengths': { model: { inputCellAttention: 'mean', hops: 5 }, lengths: true },
  'lstm, matrix feed, more hidden units than features, both directions, lengths': {
    model: { inputCellAttention: 'matrix', hops: 3, hiddenSize: 19, bidirectional: true },
    lengths: true,
  },
  'lstm, mean read-out, two layers, lengths': { model: { readout: 'mean', layers: 2 }, lengths: true },
  'lstm, self-attention read-out, both directions': {
    model: { readout: 'self-attention', readoutHops: 3, readoutAttentionSize: 9, bidirectional: true },
  },
  'lstm, self-attention read-out, lengths': { model: { readout: 'self-attention' }, lengths: true },
  'lstm, 33 hidden units, clipped, decayed, balanced': {
    model: { hiddenSize: 33 },
    recipe: { gradientClip: 0.1, weightDecay: 0.01, classWeights: 'balanced', batchSize: 7 },
  },
  'lstm, without dropout, one batch above 128 samples': {
    recipe: { inputDropout: 0, hiddenDropout: 0, batchSize: 150 },
    samples: 150,
  },
  gru: { model: { cell: 'gru' } },
  'gru, matrix feed, max read-out, lengths': {
    model: { cell: 'gru', inputCellAttention: 'matrix', hops: 4, readout: 'max' },
    lengths: true,
  },
  'gru, final states of both directions, lengths': {
    model: { cell: 'gru', readout: 'final', bidirectional: true, hiddenSize: 9 },
    lengths: true,
  },
  rnn: { model: { cell: 'rnn' } },
  'rnn, mean feed, two layers, both directions': {
    model: { cell: 'rnn', inputCellAttention: 'mean', layers: 2, bidirectional: true, hiddenSize: 6 },
  },
  'rectified rnn, mean read-out, lengths': {
    model: { cell: 'rnn-relu', readout: 'mean', hiddenSize: 12 },
    lengths: true,
  },
  'rectified rnn, matrix feed, self-attention read-out': {
    model: { cell: 'rnn-relu', inputCellAttention: 'matrix', readout: 'self-attention' },
  },
};

const TIME = 37;
const FEATURES = 11;
const CLASSES = 3;

/**
 * SHA-256 of the trained weights, of their loss, and of the maps by gradient (signed and not) and by path gradient, by
 * `case: what`.
 */
export async function digestsOf({ Classifier, createDataset, train }, { threads = 1 } = {}) {
  const digests = {};
  for (const [name, { model, recipe, samples = 30, lengths = false }] of Object.entries(cases)) {
    const training = dataset(createDataset, { samples, lengths, seed: 1 });
    const unseen = dataset(createDataset, { samples: 9, lengths, seed: 2 });
    const classifier = await Classifier.create(
      { inputSize: FEATURES, classes: CLASSES, ...model },
      { seed: 3, threads },
    );
    await classifier.whenThreaded();
    if (classifier.threads !== threads) throw new Error(`${classifier.threads} threads are at work, not ${threads}`);
    const data = { training, validation: unseen };
    const { history } = await train(classifier, data, { epochs: 3, batchSize: 8, seed: 5, ...recipe });
    const flat = classifier.parameters();
    const weights = classifier.layout.specs
      .map((spec) => ({ ...spec, size: spec.shape.reduce((product, size) => product * size, 1) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((spec) => [...flat.subarray(spec.offset, spec.offset + spec.size)]);
    const path = { baseline: new Float32Array(TIME * FEATURES), steps: 11 };
    const results = {
      weights: Float32Array.from(weights),
      losses: Float64Array.from(history, ({ loss }) => loss),
      probabilities: await classifier.predictProba(unseen),
      gradient: await classifier.inputGradient(unseen),
      'gradient of a logit': await classifier.inputGradient(unseen, { output: 'logit', target: 1, signed: false }),
      'path gradient': await classifier.pathGradient(unseen, { ...path, target: 'predicted' }),
    };
    classifier.close();
    for (const [what, numbers] of Object.entries(results)) digests[`${name}: ${what}`] = await sha256(numbers);
  }
  return digests;
}

/**
 * SHA-256 of what is made of a model and its maps without the kernels: diagnoses, measurements, intervals, figures.
 *
 * @param report the face `unvanish/report`.
 */
export async function digestsOfAnalyses(library, report) {
  const { Classifier, attribute, createDataset, diagnose, evaluate, groupedMeans } = library;
  const digests = {};
  for (const model of [
    { cell: 'lstm' },
    { cell: 'gru', bidirectional: true },
    { cell: 'rnn', inputCellAttention: 'normalised', hops: 3 },
  ]) {
    const data = dataset(createDataset, { samples: 9, lengths: true, seed: 2 });
    const mask = Float32Array.from({ length: TIME * FEATURES }, (_, at) => Number(at % FEATURES < 3));
    const classifier = await Classifier.create({ inputSize: FEATURES, classes: CLASSES, ...model }, { seed: 3 });
    const { values } = await attribute(classifier, data);
    const { labels, lengths, samples } = data;
    const masked = createDataset({ x: data.x, shape: [samples, TIME, FEATURES], labels, lengths, mask });
    const { gradientNorm, recurrences, ...diagnosis } = await diagnose(classifier, data);
    const byFeature = Float64Array.from(values.subarray(0, 9 * FEATURES));
    const series = recurrences.map(({ jointNorm }, index) => {
      const points = jointNorm.map((spread, back) => ({ x: back, ...spread })).filter(({ median }) => median > 0);
      return { name: `${index}`, x: points.map(({ x }) => x), y: points.map(({ median }) => median) };
    });
    const chart = { title: 'Norms', series, xLabel: 'steps back', yLabel: 'norm', log: true };
    const map = {
      title: 'Map',
      values: values.subarray(0, TIME * FEATURES),
      time: TIME,
      features: FEATURES,
      scale: 'sequential',
      unit: 'S',
    };
    const results = {
      diagnosis: { gradientNorm, recurrences, ...diagnosis },
      measurements: await evaluate(values, masked, { lastSteps: 5 }),
      intervals: groupedMeans(byFeature, FEATURES, { bounds: [0, 1], groups: [...'aabbbbccd'] }),
      figures: [`${report.lineChart(chart)}`, `${report.heatmapFigure(map)}`],
    };
    const name = Object.values(model).join(' ');
    for (const [what, made] of Object.entries(results)) {
      digests[`${name}: ${what}`] = await sha256(new TextEncoder().encode(JSON.stringify(made)));
    }
  }
  return digests;
}

/** Series with labels that every case but those of lengths can be trained on. */
export const trainingData = (createDataset) => dataset(createDataset, { samples: 30, lengths: false, seed: 1 });

/** Noise between -2 and 2; in class c the features from 3c are higher in a third of the time. */
function dataset(createDataset, { samples, lengths, seed }) {
  const next = wholeNumbers(seed);
  const labels = Int32Array.from({ length: samples }, (_, sample) => (sample % 5) % CLASSES);
  const x = Float32Array.from({ length: samples * TIME * FEATURES }, (_, index) => {
    const feature = index % FEATURES;
    const step = Math.floor(index / FEATURES) % TIME;
    const from = 3 * labels[Math.floor(index / (TIME * FEATURES))];
    const higher = step >= 10 && step < 22 && feature >= from && feature < from + 3;
    return ((next() % 4096) - 2048) / 1024 + (higher ? 1.5 : 0);
  });
  const given = lengths && Int32Array.from({ length: samples }, () => 1 + (next() % TIME));
  return createDataset({ x, shape: [samples, TIME, FEATURES], labels, ...(given && { lengths: given }) });
}

/** The upper 20 bits of a linear congruential generator (Numerical Recipes). */
function wholeNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 12;
  };
}

/** SHA-256 of bytes or of the bytes of numbers, in hexadecimal digits. */
export async function sha256({ buffer, byteOffset, byteLength }) {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(buffer, byteOffset, byteLength).slice());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
