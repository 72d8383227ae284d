// Input-cell attention beside a plain LSTM, on samples that they did not see: node compare.mjs series.csv
import { crossValidate } from 'unvanish';
import { readDataset } from 'unvanish/node';

const models = { 'input-cell attention': { inputCellAttention: 'mean' }, LSTM: {} };
const summary = await crossValidate(await readDataset(process.argv[2]), { models, folds: 5, epochs: 60, seed: 0 });
const percent = (share) => `${(100 * share).toFixed(1)} %`;
for (const { label, accuracy, chance, comparison } of summary.models) {
  console.log(`${label}: ${percent(accuracy.mean)} (${percent(accuracy.low)} to ${percent(accuracy.high)}), chance ${percent(chance.chance)}`);
  if (comparison) console.log(`  ${comparison.against} is ${percent(comparison.difference)} above it, p = ${comparison.p}`);
}
