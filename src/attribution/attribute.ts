import { z } from 'zod';
import { checkDataset, type Dataset, lengthOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { checkClassifier } from '../model/checkClassifier.js';
import type { Classifier, Output, PassOptions, Target } from '../model/classifier.js';
import { floatsField, outputField, passFields, targetField } from '../model/passes/passFields.js';
import { parseOptions, type SettingsShape } from '../options.js';
import { type Completeness, completeness } from './completeness.js';
import { attributionMethods } from './index.js';
import type { AttributionMethod } from './method.js';
import type { integratedGradients } from './methods/integratedGradients.js';
import type { occlusion } from './methods/occlusion.js';

/** What every attribution can be asked, whatever its method. */
export const attributionFields = {
  output: outputField.optional(),
  target: targetField.default('true'),
  signed: z.boolean().default(false).describe('keep the sign, instead of magnitudes'),
  out: floatsField.optional(),
  ...passFields,
};

/** What an attribution explains: which output of which class, and whether the sign is kept. */
export interface CommonAttributionOptions extends PassOptions {
  /** Default `probability`, as in the paper. */
  readonly output?: Output | undefined;
  /** Default `true`. */
  readonly target?: Target | undefined;
  /** Keeps the sign; default false: magnitudes. */
  readonly signed?: boolean | undefined;
  /** Where the values go, as in `InputGradientOptions`; default a new array. */
  readonly out?: Float32Array | undefined;
}

type OptionsOf<Method> =
  Method extends AttributionMethod<infer Shape> ? { readonly [Key in keyof Shape]?: z.input<Shape[Key]> } : never;

/** The method, by name or itself (default `gradient`), what is explained, and the method's own settings. */
export type AttributionOptions = CommonAttributionOptions &
  (
    | { readonly method?: 'gradient' | undefined }
    | ({ readonly method: 'integrated-gradients' } & OptionsOf<typeof integratedGradients>)
    | ({ readonly method: 'occlusion' } & OptionsOf<typeof occlusion>)
    | { readonly method: string | AttributionMethod<SettingsShape>; readonly [setting: string]: unknown }
  );

/** An attribution as plain serialisable data: a method by its name, what is explained, and the method's own settings. */
export interface AttributionSpec {
  readonly method: string;
  readonly output: Output;
  readonly target: Target;
  readonly [setting: string]: unknown;
}

/** Saliency maps and how they came about, so that every map and figure can say it. */
export interface SaliencyMaps {
  /** [sample, time, feature]; 0 in the padding. */
  readonly values: Float32Array;
  readonly shape: readonly [samples: number, time: number, features: number];
  readonly method: string;
  readonly output: Output;
  readonly target: Target;
  readonly signed: boolean;
  /** The method's own settings, all that it has. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What signed maps add up to, of a method that promises it. */
  readonly completeness?: Completeness;
}

/**
 * Saliency maps of a model's samples, by an attribution method.
 *
 * @throws UnvanishError `option` for a method, setting or target that there is not; `labels` where the target is the true class
 *   and there are no labels; `shape` where data or `out` do not fit; `aborted`.
 */
export async function attribute(
  classifier: Classifier,
  dataset: Dataset,
  options: AttributionOptions = {},
): Promise<SaliencyMaps> {
  checkClassifier(classifier, 'attribute: the first argument');
  checkDataset(dataset, 'attribute: the second argument');
  const {
    method,
    output = classifier.explains[0],
    target,
    signed,
    out,
    signal,
    onProgress,
    settings,
  } = checkedOptions(options);
  const { samples, time, features } = dataset;
  const shape = [samples, time, features] as const;
  if (out && out.length !== samples * time * features) {
    throw new UnvanishError(
      'shape',
      `out has room for ${out.length} numbers where the result has ${samples * time * features}`,
    );
  }
  classifier.checkOutput(output);
  classifier.checkTarget(dataset, target);
  let classes: Promise<Int32Array> | undefined;
  const targets = () => {
    classes ??= classifier.targetPlaces(dataset, target, { signal });
    return classes;
  };
  const input = { classifier, dataset, output, target, targets, signed, settings, out, signal, onProgress };
  const { values: computed, magnitudes = false, completesFrom } = await method.compute(input);
  const values = placed(computed, out, samples * time * features, method.name);
  clearPadding(values, dataset);
  const sums =
    completesFrom &&
    (await completeness(classifier, dataset, values, {
      output,
      targets: await targets(),
      baseline: completesFrom,
      signal,
    }));
  if (!signed && !magnitudes) for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]);
  return {
    values,
    shape,
    method: method.name,
    output,
    target,
    signed,
    settings,
    ...(sums && { completeness: sums }),
  };
}

/** The schemas of methods that were asked: making one takes as long as a small model's maps. */
const schemas = new WeakMap<AttributionMethod, ReturnType<typeof makeSchema>>();

function makeSchema({ settings }: AttributionMethod) {
  return z.strictObject({ method: z.unknown().optional(), ...attributionFields, ...settings });
}

function schemaOf(method: AttributionMethod) {
  const schema = schemas.get(method) ?? makeSchema(method);
  schemas.set(method, schema);
  return schema;
}

function checkedOptions(options: AttributionOptions) {
  // What is no object, and what a method by itself lacks, the schema tells.
  const { method: chosen = 'gradient' } = (options ?? {}) as { method?: string | AttributionMethod };
  const method = typeof chosen === 'object' ? chosen : attributionMethods.get(chosen);
  const schema = schemaOf(method);
  const {
    method: _,
    output,
    target,
    signed,
    out,
    signal,
    onProgress,
    ...settings
  } = parseOptions(schema, options, 'attribute');
  return { method, output, target, signed, out, signal, onProgress, settings };
}

/** The values in the caller's array, where there is one. */
function placed(values: Float32Array, out: Float32Array | undefined, size: number, method: string): Float32Array {
  if (values.length !== size) {
    throw new UnvanishError('shape', `the method ${method} gave ${values.length} numbers where maps have ${size}`);
  }
  if (!out || out === values) return values;
  out.set(values);
  return out;
}

function clearPadding(values: Float32Array, dataset: Dataset): void {
  const { samples, time, features, lengths } = dataset;
  if (!lengths) return;
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    values.fill(0, start + lengthOf(dataset, sample) * features, start + time * features);
  }
}
