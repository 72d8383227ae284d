// A table of labelled series in, a picture of what mattered when out: node map.mjs series.csv map.svg
import { writeFileSync } from 'node:fs';
import { attribute, Classifier, fitStandardisation, meanShares, standardise, train } from 'unvanish';
import { readDataset } from 'unvanish/node';
import { heatmapFigure } from 'unvanish/report';

const [csv, svg] = process.argv.slice(2);
const read = await readDataset(csv);
const data = standardise(read, fitStandardisation(read, 'feature'));
const { samples, time, features, featureNames, classNames } = data;
const model = await Classifier.create({ inputSize: features, classes: classNames.length, inputCellAttention: 'mean' }, { seed: 0 });
await train(model, { training: data }, { epochs: 60 });
const values = meanShares((await attribute(model, data)).values, data, [...Array(samples).keys()]);
const title = `Share of the saliency, mean of ${samples} series`;
writeFileSync(svg, `${heatmapFigure({ title, values, time, features, featureNames, scale: 'sequential', unit: '|dP/dx|' })}`);
