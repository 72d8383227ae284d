import { join } from 'node:path';
import { Engine } from '../../backend/engine.js';
import type { GroupKind } from '../../data/dataset.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { renderReport } from '../../report/document.js';
import type { FinalResult, FoldResult } from '../../studies/crossValidation/crossValidation.js';
import { accuracyTable } from '../../studies/crossValidation/crossValidationTables.js';
import { fmriPlan, fmriResult } from '../../studies/fmri/fmri.js';
import { fmriReport, fmriRun, fmriSentences } from '../../studies/fmri/fmriReport.js';
import { runStudy, type StudyOptions } from '../studyRun.js';
import { print } from '../terminal/print.js';
import { terminalTable } from '../terminal/terminalTable.js';
import { writeFmriFiles } from '../train/crossValidationFiles.js';
import { fmriJson } from '../train/crossValidationJson.js';
import { type FmriSourceOptions, fmriSource } from './fmriSource.js';

interface FmriOptions extends StudyOptions, FmriSourceOptions {
  readonly seed: number;
  readonly groups?: GroupKind;
  readonly folds?: number;
  readonly epochs: number;
  readonly fill: FillName;
}

/** `reproduce fmri`: cross-validates both models, removes inputs, and writes report.html, results.json, models and maps. */
export async function reproduceFmri(name: string | undefined, options: FmriOptions): Promise<void> {
  const started = performance.now();
  const { out, seed, epochs, fill, groups: groupKind } = options;
  const engine = await Engine.create();
  const source = await fmriSource(engine, name, options);
  const folds = options.folds ?? (source.simulated ? 5 : undefined);
  const plan = fmriPlan(source, { seed, epochs, folds, groupKind });
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
    print(terminalTable(accuracyTable(result.summary), { intervalsIn: 'the report and in results.json' }));
    for (const sentence of fmriSentences(result, run)) print(`\n${sentence}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`\nReport: ${report} (open it in a browser; ${seconds} s in all)`);
  };
  await runStudy(plan.tasks, options, finish, plan.data);
}
