// Input-cell attention beside a plain LSTM, on samples that they did not see: node compare.mjs series.csv
import { readFileSync } from 'node:fs';
import { crossValidationTasks, decodeDataset, runFinalTrial, runFoldTrial, stratifiedFolds, summariseCrossValidation } from 'unvanish';

const dataset = decodeDataset({ data: { name: process.argv[2], bytes: readFileSync(process.argv[2]) } });
const folds = stratifiedFolds(dataset, { folds: 5, seed: 0 });
const recipe = { folds, training: { epochs: 60 }, validation: 0.2, standardise: 'feature', lastSteps: 1, fingerprint: '' };
const outcomes = [];
for (const feed of ['mean', 'none']) {
  const model = { key: feed, label: `input-cell attention: ${feed}`, architecture: { inputCellAttention: feed } };
  const results = [];
  for (const task of crossValidationTasks(dataset, { models: [model], ...recipe })) results.push(await (task.fold ? runFoldTrial : runFinalTrial)(task, { dataset }, {}));
  outcomes.push({ model, folds: results.slice(0, -1), final: results.at(-1) });
}
for (const { label, accuracy, comparison } of summariseCrossValidation({ dataset }, folds, outcomes, 0).models) console.log(label, accuracy, comparison ?? '');
