import { formatShape } from '../data/array.js';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { chanceMaps, chanceRows } from '../evaluation/chance/chance.js';
import { type EvaluationOptions, evaluate as evaluateMaps, type MapEvaluation } from '../evaluation/evaluate.js';
import { measurements } from '../evaluation/index.js';
import type { EvaluatedData } from '../evaluation/maps.js';
import { readNamed, readOptional } from '../files/files.js';
import { provenance } from '../files/provenance.js';
import { readSource } from '../files/readDataset.js';
import type { RecordingOptions } from '../files/recordingSettings.js';
import { decodeDataset } from '../formats/datasetFile.js';
import { decodeMaps } from '../formats/maps/mapsFile.js';
import { mapsInOrder } from '../formats/maps/mapsInOrder.js';
import { encodeNpy } from '../formats/numpy/npy.js';
import { measurementCells, measurementColumns } from '../studies/trial/measurementTable.js';
import { evaluationJson } from '../studies/trial/resultJson.js';
import { namedData } from './input/namedData.js';
import { chosenMeasurements, type MeasurementFlags } from './measurementOptions.js';
import { printNotes } from './modelOptions.js';
import { Progress } from './terminal/progress.js';
import { terminalTable } from './terminal/terminalTable.js';

interface EvaluateOptions extends RecordingOptions, MeasurementFlags {
  readonly truth: string;
  readonly data?: string;
  readonly lengths?: string;
  readonly model?: string;
  readonly labels?: string;
  readonly target?: string;
  readonly last?: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Maps of one row of the table, made when it is their turn. */
interface Row {
  readonly label: string;
  readonly maps: () => Float32Array;
}

interface Series {
  readonly series: Dataset;
  /** Standardised as in training. */
  readonly seen: Dataset;
  readonly model?: Pick<EvaluationOptions, 'classifier' | 'target'>;
}

/** Measures maps and prints them beside the chance rows. */
export async function evaluate(mapsName: string, options: EvaluateOptions): Promise<void> {
  const chosen = chosenMeasurements(options);
  const { maps, data, measuredOn, model } = await readAll(mapsName, options);
  const lastSteps = options.last ?? Math.max(1, Math.round(data.time / 10));
  if (lastSteps > data.time) {
    throw new UnvanishError('option', `--last ${lastSteps}: the maps of ${mapsName} have ${data.time} time steps`);
  }
  const chance = chanceRows(data, { seed: options.seed }).filter(
    ({ ofSeries }) => options.data !== undefined || !ofSeries,
  );
  const [own, ...others] = await measured(
    [
      { label: mapsName, maps: () => maps },
      ...chance.map((row) => ({ label: row.label, maps: () => chanceMaps(row, data) })),
    ],
    (values) => evaluateMaps(values, measuredOn, { ...chosen, ...model, lastSteps, seed: options.seed }),
    options.quiet === true,
  );
  const rows = others.map((evaluation, index) => ({ label: chance[index].label, evaluation }));
  if (options.json) {
    console.log(
      JSON.stringify({
        command: 'evaluate',
        maps: mapsName,
        truth: options.truth,
        ...(options.model !== undefined && { model: options.model, target: model?.target }),
        ...evaluationJson(own),
        ...(Object.keys(own.missing).length > 0 && { missing: own.missing }),
        chance: rows.map(({ label, evaluation }) => ({ row: label, ...evaluationJson(evaluation) })),
        provenance: provenance(),
      }),
    );
    return;
  }
  const table = {
    caption: mapsName,
    headerLabel: 'maps',
    columns: measurementColumns(Object.keys(own.measured), lastSteps, { withAccuracy: false }),
    rows: [
      { header: mapsName, cells: measurementCells(own) },
      ...rows.map(({ label, evaluation }) => ({
        header: label,
        kind: 'chance' as const,
        cells: measurementCells(evaluation),
      })),
    ],
  };
  console.log(terminalTable(table, { intervalsIn: 'what --json prints' }));
  for (const [name, reason] of Object.entries(own.missing)) console.log(`${name} was left out: ${reason}`);
  const byTruth = Object.keys(own.measured).find((name) => measurements.get(name).needs.includes('truth'));
  const leftOut = byTruth === undefined ? 0 : own.measured[byTruth].leftOut;
  if (leftOut > 0) console.log(`${leftOut} of ${data.samples} samples left out: their truth mask is empty or full`);
}

/**
 * Maps, and the data to measure them on: the series where they are given, else the maps stand in for them. Measurements that ask
 * a model get the series as it sees them.
 */
async function readAll(mapsName: string, options: EvaluateOptions) {
  const { truth, data: dataName, lengths } = options;
  const read = await decodeMaps(await readNamed(mapsName));
  const given = dataName === undefined ? undefined : await readSeries(dataName, options);
  const { maps, lengths: ownLengths } = given ? mapsInOrder(read, given.series, mapsName) : read;
  const [samples] = maps.shape;
  const standIn = await decodeDataset({
    data: { name: `${mapsName}${mapsName.toLowerCase().endsWith('.npy') ? '' : '.npy'}`, bytes: encodeNpy(maps) },
    mask: await readNamed(truth),
    lengths:
      (await readOptional(lengths)) ??
      (ownLengths && { name: 'lengths.npy', bytes: encodeNpy({ shape: [samples], data: ownLengths }) }),
  });
  if (given === undefined) {
    if (options.model !== undefined) throw new UnvanishError('option', '--model: the series are needed', 'give --data');
    const { x: _, ...measuredOn } = standIn;
    return { maps: maps.data, data: standIn, measuredOn };
  }
  const { series, seen, model } = given;
  const shape = formatShape([series.samples, series.time, series.features]);
  if (shape !== formatShape(maps.shape)) {
    throw new UnvanishError(
      'shape',
      `${dataName}: the series have shape ${shape} where the maps of ${mapsName} have ${formatShape(maps.shape)}`,
    );
  }
  // The mask of --truth was given; the series may have another one of their own.
  const masked = (own: Dataset): Dataset => ({ ...standIn, ...own, ...(standIn.mask && { mask: standIn.mask }) });
  const measuredOn: EvaluatedData = masked(seen);
  return { maps: maps.data, data: masked(series), measuredOn, model };
}

/** The series as they are, and as the model sees them where there is one. */
async function readSeries(name: string, options: EvaluateOptions): Promise<Series> {
  // The truth is that of the maps.
  const described = { ...options, truth: undefined };
  if (options.model === undefined) {
    const series = await readSource(await namedData(name, described));
    return { series, seen: series };
  }
  // What loads an engine is loaded where it is needed.
  const [{ readModel }, { parseTarget, readModelData }] = await Promise.all([
    import('../files/runFolder.js'),
    import('../files/modelData.js'),
  ]);
  const model = await readModel(options.model);
  printNotes(model, options);
  const { data, prepared, classNames } = await readModelData(model, await namedData(name, described, options.model));
  const target = parseTarget(options.target, data, classNames, name);
  return { series: data, seen: prepared, model: { classifier: model.classifier, target } };
}

async function measured(
  rows: readonly Row[],
  measure: (maps: Float32Array) => Promise<MapEvaluation>,
  quiet: boolean,
): Promise<MapEvaluation[]> {
  const progress = new Progress(['measuring'], { quiet });
  const results: MapEvaluation[] = [];
  try {
    for (const { label, maps } of rows) {
      progress.update('measuring', results.length / rows.length, label);
      // A turn of the event loop, so that the bar is drawn.
      await new Promise((resolve) => setTimeout(resolve));
      results.push(await measure(maps()));
    }
    progress.update('measuring', 1, `${rows.length} rows`);
  } finally {
    progress.stop();
  }
  return results;
}
