// Which published values of table 1 and of the moving box lie within the seeds of which protocol, as a Markdown table:
//   unvanish reproduce table --json > paper.json
//   unvanish reproduce table --protocol authors --json > authors.json
//   node scripts/published.mjs paper.json authors.json
// Several files of one protocol (single boxes, the moving box) are taken together. A value is met where it lies between the lowest and the
// highest seed, give or take half of its last printed digit (of the moving box, whose values were read off a figure, .003).
import { readFileSync } from 'node:fs';

const measures = [
  { column: 'weightedJaccard', digits: 3, scale: 1, rounded: 5e-4 },
  { column: 'euclidean', digits: 3, scale: 1, rounded: 5e-4 },
  { column: 'accuracy', digits: 1, scale: 100, rounded: 5e-4 },
];
const READ_OFF = 3e-3;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function fail(message) {
  console.error(message);
  process.exit(2);
}

const boxes = new Map();
const files = process.argv.slice(2);
if (files.length === 0) fail('name the documents that reproduce table and moving-box print with --json');
for (const file of files) {
  const { study, protocol = 'paper', boxes: found } = JSON.parse(readFileSync(file, 'utf8'));
  if (study !== 'table' && study !== 'moving-box') fail(`${file}: is of ${study}, and not of table or moving-box`);
  for (const { box, models } of found) {
    if (boxes.get(box)?.[protocol])
      fail(`${file}: there is another file with the ${box} box of the protocol ${protocol}`);
    boxes.set(box, { ...boxes.get(box), [protocol]: models.filter(({ published }) => published) });
  }
}

const written = (value, { digits, scale }) => (value * scale).toFixed(digits).replace(/^0\./, '.');

/** One value of one model beside the published one: mean, lowest and highest seed, and whether the published one lies between. */
function beside({ bySeed }, published, measure, box) {
  const values = bySeed[measure.column];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const off = box.startsWith('moving-') ? READ_OFF : measure.rounded;
  const met = published >= low - off && published <= high + off;
  return { text: `${written(mean(values), measure)} (${written(low, measure)}–${written(high, measure)})`, met };
}

const plainKeys = { lstm: 'LSTM', 'bi-lstm': 'Bi-LSTM', 'self-attention': 'self-attention' };
const feeds = ['matrix', 'normalised', 'mean'];
let all = 0;
let unmet = 0;
console.log('| box | model | | published | paper’s protocol | authors’ protocol | met by |');
console.log('| --- | --- | --- | ---: | ---: | ---: | --- |');
for (const [box, protocols] of boxes) {
  for (const key of [...Object.keys(plainKeys), 'matrix']) {
    const of = (protocol, name) => protocols[protocol]?.find((model) => model.key === name);
    const published = (of('paper', key) ?? of('authors', key))?.published;
    for (const measure of measures) {
      const value = published?.[measure.column];
      if (value === undefined) continue;
      const cells = { paper: [], authors: [] };
      const met = [];
      for (const protocol of Object.keys(cells)) {
        for (const name of key === 'matrix' ? feeds : [key]) {
          const model = of(protocol, name);
          if (!model?.published) continue;
          const found = beside(model, value, measure, box);
          cells[protocol].push(key === 'matrix' ? `${name} ${found.text}` : found.text);
          if (found.met) met.push(key === 'matrix' ? `${protocol}, ${name}` : protocol);
        }
      }
      all++;
      if (met.length === 0) unmet++;
      const columns = [box, plainKeys[key] ?? 'input-cell attention', measure.column, written(value, measure)];
      const rest = [cells.paper.join('<br>') || '–', cells.authors.join('<br>') || '–', met.join('<br>') || '**none**'];
      console.log(`| ${[...columns, ...rest].join(' | ')} |`);
    }
  }
}
console.error(`${all - unmet} of ${all} published values lie within the seeds of a protocol`);
