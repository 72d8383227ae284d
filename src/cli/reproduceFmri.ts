import { join } from 'node:path';
import { Engine } from '../backend/engine.js';
import type { FillName } from '../evaluation/fill.js';
import { accuracyTable } from '../report/crossValidationTables.js';
import { renderReport } from '../report/document.js';
import { fmriReport, fmriRun, fmriSentences } from '../report/fmriReport.js';
import type { FinalResult, FoldResult } from '../study/crossValidation.js';
import { fmriPlan, fmriResult } from '../study/fmri.js';
import { simulatedFmri } from '../study/simulatedFmri.js';
import { provenance, provenanceFacts } from './facts.js';
import { writeWhole } from './files.js';
import { writeFmriFiles } from './fmriFiles.js';
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
  const { out, seed, epochs, fill } = options;
  const engine = await Engine.create();
  const plan = fmriPlan(engine, simulatedFmri(engine, options), { seed, epochs, folds: options.folds });
  const finish = async (results: (FoldResult | FinalResult)[]) => {
    const result = await fmriResult(engine, plan, results, { seed, fill });
    const run = fmriRun(plan);
    const document = { command: 'reproduce fmri', seed, ...fmriJson(result, run), provenance: provenance() };
    await writeFmriFiles(out, result, run.data);
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
  await runStudy(plan.tasks, options, finish, plan.data);
}
