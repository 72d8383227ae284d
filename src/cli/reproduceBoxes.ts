import { join } from 'node:path';
import type { BoxName } from '../data/synthetic/boxes.js';
import { type BoxOutcome, boxesReport, boxesTable } from '../report/boxesReport.js';
import { renderReport } from '../report/document.js';
import { type BoxChanceResult, boxModels, boxTasks } from '../study/boxes.js';
import type { TrialResult } from '../study/trial.js';
import { provenance, provenanceFacts } from './facts.js';
import { writeWhole } from './files.js';
import { evaluationJson, trialJson } from './resultJson.js';
import { runStudy, type StudyOptions } from './studyRun.js';
import { terminalTable } from './terminalTable.js';

interface BoxesOptions extends StudyOptions {
  readonly boxes: readonly BoxName[];
  readonly models: readonly string[];
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
}

/** Runs the boxes study; leaves report.html, results.json and the weights in the run folder. */
export async function reproduceBoxes(options: BoxesOptions): Promise<void> {
  const started = performance.now();
  const study = {
    boxes: options.boxes,
    models: boxModels.filter(({ key }) => options.models.includes(key)),
    seed: options.seed,
    trainingSamples: options.samples,
    testSamples: options.testSamples,
    epochs: options.epochs,
  };
  const tasks = boxTasks(study);
  await runStudy(tasks, options, async (results) => {
    const outcomes = study.boxes.map((box): BoxOutcome => {
      const of = tasks.flatMap((task, index) => (task.box === box ? [{ task, result: results[index] }] : []));
      return {
        box,
        trials: of.flatMap(({ task, result }, index) =>
          task.kind === 'box trial' ? [{ key: study.models[index]?.key ?? '', result: result as TrialResult }] : [],
        ),
        chance: of.find(({ task }) => task.kind === 'box chance')?.result as BoxChanceResult,
      };
    });
    const document = {
      command: 'reproduce boxes',
      study,
      boxes: outcomes.map(({ box, trials, chance }) => ({
        box,
        models: trials.map(({ result }) => trialJson(result)),
        chance: chance.rows.map(({ label, evaluation }) => ({ row: label, ...evaluationJson(evaluation) })),
      })),
      provenance: provenance(),
    };
    for (const { trials } of outcomes) {
      for (const { result } of trials)
        await writeWhole(join(options.out, `${result.spec.id}.safetensors`), result.weights);
    }
    await writeWhole(join(options.out, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
    const report = join(options.out, 'report.html');
    await writeWhole(report, renderReport(boxesReport(outcomes, study, provenanceFacts())));
    if (options.json) console.log(JSON.stringify(document));
    else {
      console.log(terminalTable(boxesTable(outcomes), { intervalsIn: 'the report and in results.json' }));
      console.log(
        `\nReport: ${report} (open it in a browser; ${((performance.now() - started) / 1000).toFixed(1)} s in all)`,
      );
    }
  });
}
