import { Engine } from '../backend/engine.js';
import { RandomStream } from '../backend/random.js';
import { formatShape } from '../data/array.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { decodeMaps } from '../data/formats/mapsFile.js';
import { encodeNpy } from '../data/formats/npy.js';
import { UnvanishError } from '../errors.js';
import { chanceMaps, chanceRows } from '../evaluation/chance.js';
import { evaluateMaps } from '../evaluation/evaluateMaps.js';
import { measurementCells, measurementColumns } from '../report/measurementTable.js';
import { provenance } from './facts.js';
import { readNamed, readOptional } from './files.js';
import { evaluationJson } from './resultJson.js';
import { terminalTable } from './terminalTable.js';

interface EvaluateOptions {
  readonly truth: string;
  readonly data?: string;
  readonly lengths?: string;
  readonly last?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Measures maps and prints them beside the chance rows. */
export async function evaluate(mapsName: string, options: EvaluateOptions): Promise<void> {
  const { maps, lengths } = decodeMaps(await readNamed(mapsName));
  const [samples = 0, time = 0, features = 0] = maps.shape;
  const truth = await readNamed(options.truth);
  const given = options.data
    ? decodeDataset({ data: await readNamed(options.data), mask: truth, lengths: await readOptional(options.lengths) })
    : undefined;
  if (given && (given.samples !== samples || given.time !== time || given.features !== features)) {
    throw new UnvanishError(
      'shape',
      `${options.data}: x has shape ${formatShape([given.samples, given.time, given.features])} where the maps of ${mapsName} have ${formatShape(maps.shape)}`,
    );
  }
  const data =
    given ??
    // Without the series, the maps stand in for them: only their shape and the truth are used.
    decodeDataset({
      data: { name: 'maps.npy', bytes: encodeNpy(maps) },
      mask: truth,
      lengths:
        (await readOptional(options.lengths)) ??
        (lengths && { name: 'lengths.npy', bytes: encodeNpy({ shape: [samples], data: lengths }) }),
    });
  const lastSteps = options.last ?? Math.max(1, Math.round(time / 10));
  const evaluation = evaluateMaps(maps.data, data, { lastSteps });
  const stream = new RandomStream(await Engine.create(), options.seed, 'chance');
  let position = 0;
  const chance = chanceRows(data, (count) => stream.uniform(count, position++))
    .filter(({ name }) => given !== undefined || !/magnitude/i.test(name))
    .map((row) => ({ label: row.label, evaluation: evaluateMaps(chanceMaps(row, data), data, { lastSteps }) }));
  if (options.json) {
    console.log(
      JSON.stringify({
        command: 'evaluate',
        maps: mapsName,
        truth: options.truth,
        ...evaluationJson(evaluation),
        chance: chance.map(({ label, evaluation: row }) => ({ row: label, ...evaluationJson(row) })),
        provenance: provenance(),
      }),
    );
    return;
  }
  console.log(
    terminalTable({
      caption: mapsName,
      headerLabel: 'maps',
      columns: measurementColumns(lastSteps, { withAccuracy: false }),
      rows: [
        { header: mapsName, cells: measurementCells(evaluation) },
        ...chance.map(({ label, evaluation: row }) => ({
          header: label,
          kind: 'chance' as const,
          cells: measurementCells(row),
        })),
      ],
    }),
  );
  const { leftOut } = evaluation.measured.auroc;
  if (leftOut > 0) console.log(`${leftOut} of ${samples} samples left out: their truth mask is empty or full`);
}
