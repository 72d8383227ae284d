// A report of one's own on a saved model: node report.mjs model.safetensors series.csv report.html
import { readFileSync, writeFileSync } from 'node:fs';
import { attribute, decodeDataset, decodeModel, lineChart, prepareFor, renderReport, saliencyProfile } from 'unvanish';

const [weights, csv, page] = process.argv.slice(2);
const model = await decodeModel(readFileSync(weights), weights);
const data = prepareFor(model, decodeDataset({ data: { name: csv, bytes: readFileSync(csv) } }));
const { byFeature, byTime } = saliencyProfile((await attribute(model.classifier, data)).values, data, { seed: 0 });
const most = byFeature.reduce((a, b) => (b.share.mean > a.share.mean ? b : a));
const columns = [{ key: 'share', label: 'Share of the saliency, %', style: 'percent' }];
const table = { kind: 'table', caption: 'Which features mattered', headerLabel: 'Feature', columns, rows: byFeature.map(({ name, share }) => ({ header: name, cells: { share } })) };
const series = [{ name: 'saliency', x: byTime.map(({ step }) => step), y: byTime.map(({ share }) => share.mean), low: byTime.map(({ share }) => share.low), high: byTime.map(({ share }) => share.high) }];
const figure = { kind: 'figure', figure: (width) => lineChart({ title: 'When', series, xLabel: 'time step', yLabel: 'share of the saliency', yFormat: 'percent' }, width), caption: 'Mean over samples, 95 % bootstrap intervals.' };
writeFileSync(page, renderReport({ title: 'My series', lead: `${most.name} mattered most.`, sections: [{ heading: 'Features', blocks: [table] }, { heading: 'Time', blocks: [figure] }], footer: [['data', csv]] }));
