import type { Dataset } from '../data/dataset.js';
import type { Classifier } from '../model/classifier.js';
import type { SettingsOf, SettingsShape } from '../options.js';
import type { StopSignal } from '../stopSignal.js';
import type { SeriesShape } from './maps.js';

/** What measurements are about. Tests of several measurements are corrected for each other within a family. */
export const families = ['localisation', 'faithfulness', 'sanity', 'distribution', 'performance'] as const;
export type Family = (typeof families)[number];

/** What a measurement of saliency maps says of itself: its column, its help, its settings. */
interface MeasurementFacts<Shape extends SettingsShape> {
  /** What programs call it: a key in results and JSON. */
  readonly name: string;
  /** What people call it: a column's head. */
  readonly label: string;
  readonly family: Family;
  /** Which values are good; `neither` where that depends. */
  readonly better: 'higher' | 'lower' | 'neither';
  /** Between which it lies by its nature, where it does: intervals are cut there. */
  readonly bounds?: readonly [low: number, high: number];
  /** One sentence that a report can print. */
  readonly description: string;
  /** Where the definition comes from. */
  readonly reference: string;
  /** The settings that it has, each with default and description: their type, options on the command line and help. */
  readonly settings: Shape;
}

/** A measurement of each map by itself. */
export interface MapMeasurement<Shape extends SettingsShape = SettingsShape> extends MeasurementFacts<Shape> {
  /** What it needs beside the map: the truth mask, or the series that the map is of. */
  readonly needs: readonly ('truth' | 'series')[];
  /**
   * Measures one sample's saliency map.
   *
   * Maps are taken by absolute value, padding is ignored, and all arithmetic is + - * / and square roots in
   * float64, so the same map gives the same bits on every machine.
   *
   * @param map Saliency, finite, [time, feature].
   * @param truth Not zero where a feature is known to matter, [time, feature]; empty for a measurement that does not need it.
   * @param x The series, [time, feature]; empty for a measurement that does not need it.
   * @returns The measurement, or undefined where there is none, as where the valid part of the truth mask is empty or full:
   *   there is nothing to tell apart then. Never NaN.
   * @throws UnvanishError `shape` where map or truth do not hold time * features values.
   */
  measure(
    map: Float32Array,
    truth: Uint8Array,
    shape: SeriesShape,
    settings: SettingsOf<Shape>,
    x: Float32Array,
  ): number | undefined;
}

/** A measurement that asks the model, such as how its output falls where salient inputs are changed. */
export interface ModelMeasurement<Shape extends SettingsShape = SettingsShape> extends MeasurementFacts<Shape> {
  /** What it needs: the model and its series, and perhaps the truth mask. */
  readonly needs: readonly ('truth' | 'series' | 'model')[];
  /**
   * Measures all maps together, so that the model sees many samples at a time.
   *
   * @returns One value a sample, undefined where there is none; never NaN.
   */
  measureModel(input: MeasurementInput<SettingsOf<Shape>>): Promise<ArrayLike<number | undefined>>;
}

/** What a measurement that asks the model is given: all of it checked. */
export interface MeasurementInput<Settings> {
  /** [sample, time, feature], finite outside the padding. */
  readonly maps: Float32Array;
  /** The series as the model sees them; with the truth mask, where the measurement needs it. */
  readonly data: Dataset;
  readonly classifier: Classifier;
  /** The class that the maps explain for each sample, [sample]; asked for once, however often. */
  readonly targets: () => Promise<Int32Array>;
  readonly settings: Settings;
  /** Of whatever is drawn at random. */
  readonly seed: number;
  readonly signal: StopSignal | undefined;
}

/** A measurement of saliency maps: one file with one object, and one entry in the index or one `registerMeasurement`. */
export type Measurement<Shape extends SettingsShape = SettingsShape> = MapMeasurement<Shape> | ModelMeasurement<Shape>;

/** What a measurement that has none says of its settings. */
export const noSettings = {} as const satisfies SettingsShape;
