// A table of labelled series in, a picture of what mattered when out: node map.mjs series.csv map.svg
import { readFileSync, writeFileSync } from 'node:fs';
import { attribute, Classifier, decodeDataset, fitStandardisation, heatmapFigure, meanShares, standardise, train } from 'unvanish';

const [csv, svg] = process.argv.slice(2);
const read = decodeDataset({ data: { name: csv, bytes: readFileSync(csv) } });
const data = standardise(read, fitStandardisation(read, 'feature'));
const { samples, time, features, featureNames, classNames } = data;
const model = await Classifier.create({ inputSize: features, classes: classNames.length, inputCellAttention: 'mean' }, { seed: 0 });
await train(model, { training: data }, { epochs: 60 });
const { values: maps } = await attribute(model, data);
const values = meanShares(maps, data, Array.from({ length: samples }, (_, sample) => sample));
const title = `Share of the saliency, mean of ${samples} series`;
writeFileSync(svg, `${heatmapFigure({ title, values, time, features, featureNames, scale: 'sequential', unit: '|dP/dx|' })}`);
