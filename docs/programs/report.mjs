// A report of one's own on a saved model: node report.mjs model.safetensors series.csv report.html
import { writeFileSync } from 'node:fs';
import { attribute, prepareFor, saliencyProfile } from 'unvanish';
import { readDataset, readModel } from 'unvanish/node';
import { renderReport } from 'unvanish/report';

const [weights, csv, page] = process.argv.slice(2);
const model = await readModel(weights);
const data = prepareFor(model, await readDataset(csv));
const { byFeature } = saliencyProfile((await attribute(model.classifier, data)).values, data);
const most = byFeature.reduce((a, b) => (b.share.mean > a.share.mean ? b : a));
const columns = [{ key: 'share', label: 'Share of the saliency, %', style: 'percent' }];
const rows = byFeature.map(({ name, share }) => ({ header: name, cells: { share } }));
const table = { kind: 'table', caption: 'Which features mattered', headerLabel: 'Feature', columns, rows };
writeFileSync(page, renderReport({ title: 'My series', lead: `${most.name} mattered most.`, sections: [{ heading: 'Features', blocks: [table] }], footer: [['data', csv]] }));
