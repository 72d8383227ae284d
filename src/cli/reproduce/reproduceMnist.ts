import { join } from 'node:path';
import { writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { renderReport } from '../../report/document.js';
import { mnistTasks } from '../../studies/mnist/mnist.js';
import { mnistTable } from '../../studies/mnist/mnistBlocks.js';
import { findMnist } from '../../studies/mnist/mnistFiles.node.js';
import { mnistReport } from '../../studies/mnist/mnistReport.js';
import { trialJson } from '../../studies/trial/resultJson.js';
import { runStudy, type StudyOptions } from '../studyRun.js';
import { terminalTable } from '../terminal/terminalTable.js';

interface MnistOptions extends StudyOptions {
  readonly mnist?: string;
  readonly fetch?: boolean;
  readonly samples?: number;
  readonly epochs128: number;
  readonly epochs5: number;
}

/** Runs the MNIST study; leaves report.html, results.json and the weights in the run folder. */
export async function reproduceMnist(options: MnistOptions): Promise<void> {
  const started = performance.now();
  const folder = await findMnist({ folder: options.mnist, fetch: options.fetch === true });
  const { seed, samples: trainingSamples } = options;
  const tasks = mnistTasks({
    folder,
    seed,
    trainingSamples,
    epochs: { large: options.epochs128, small: options.epochs5 },
  });
  await runStudy(tasks, options, async (results) => {
    const document = { command: 'reproduce mnist', seed, models: results.map(trialJson), provenance: provenance() };
    for (const { spec, weights } of results) await writeWhole(join(options.out, `${spec.id}.safetensors`), weights);
    await writeWhole(join(options.out, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
    const report = join(options.out, 'report.html');
    await writeWhole(report, renderReport(mnistReport(results, provenanceFacts())));
    if (options.json) console.log(JSON.stringify(document));
    else {
      console.log(terminalTable(mnistTable(results), { intervalsIn: 'the report and in results.json' }));
      console.log(
        `\nReport: ${report} (open it in a browser; ${((performance.now() - started) / 1000).toFixed(1)} s in all)`,
      );
    }
  });
}
