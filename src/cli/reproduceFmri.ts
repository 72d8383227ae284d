import { join } from 'node:path';
import { Engine } from '../backend/engine.js';
import { encodeMaps } from '../data/formats/mapsFile.js';
import type { FillName } from '../evaluation/fill.js';
import { accuracyTable } from '../report/crossValidationTables.js';
import { renderReport } from '../report/document.js';
import { type FmriRun, fmriReport, fmriSentences } from '../report/fmriReport.js';
import type { FinalResult, FoldResult } from '../study/crossValidation.js';
import { type FmriResult, fmriResult } from '../study/fmri.js';
import { divisionOf, fmriOutcomes, simulatedFmri } from '../study/simulatedFmri.js';
import { provenance, provenanceFacts } from './facts.js';
import { writeWhole } from './files.js';
import { fmriJson } from './fmriJson.js';
import { runStudy, type StudyOptions } from './studyRun.js';
import { terminalTable } from './terminalTable.js';

interface FmriOptions extends StudyOptions {
  readonly subjects: number;
  readonly runs: number;
  readonly folds: number;
  readonly epochs: number;
  readonly fill: FillName;
}

/** `reproduce fmri`: cross-validates both models, removes inputs, and writes report.html, results.json, models and maps. */
export async function reproduceFmri(options: FmriOptions): Promise<void> {
  const started = performance.now();
  const { out, seed, fill, subjects, runs } = options;
  const engine = await Engine.create();
  const study = simulatedFmri(engine, options);
  const { data, folds, training, tasks } = study;
  const finish = async (results: (FoldResult | FinalResult)[]) => {
    const outcomes = fmriOutcomes(tasks, results);
    const result = await fmriResult(engine, data, folds, outcomes, { seed, fill });
    const run: FmriRun = {
      name: 'simulated task fMRI',
      data: data.dataset,
      division: divisionOf(study),
      training,
      origin: [
        ['data', `simulated, seed ${seed}: ${subjects} subjects, ${runs} runs each; known truth`],
        ['preprocessing', 'drift up to the third degree removed and z-scored, run by run'],
      ],
    };
    const document = { command: 'reproduce fmri', seed, ...fmriJson(result, run), provenance: provenance() };
    await writeModels(out, result, run);
    await writeWhole(join(out, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
    const report = join(out, 'report.html');
    await writeWhole(report, renderReport(fmriReport(result, run, provenanceFacts())));
    if (options.json) {
      console.log(JSON.stringify(document));
      return;
    }
    console.log(terminalTable(accuracyTable(result.summary), { intervalsIn: 'the report and in results.json' }));
    for (const sentence of fmriSentences(result, run)) console.log(`\n${sentence}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`\nReport: ${report} (open it in a browser; ${seconds} s in all)`);
  };
  await runStudy(tasks, options, finish, data);
}

/** Both models, trained on all data, and the maps of the samples that were held out. */
async function writeModels(out: string, { summary }: FmriResult, { data }: FmriRun): Promise<void> {
  for (const { key, final, saliency } of summary.models) {
    await writeWhole(join(out, `${key}.safetensors`), final.weights);
    if (!saliency) continue;
    const file = `held-out-maps-${key}.npz`;
    const maps = encodeMaps(file, {
      maps: { shape: [data.samples, data.time, data.features], data: saliency.maps },
      lengths: data.lengths,
      target: data.labels,
      sampleNames: data.sampleNames,
      featureNames: data.featureNames,
    });
    await writeWhole(join(out, file), maps);
  }
}
