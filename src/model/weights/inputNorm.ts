import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { Values } from './recurrentTensors.js';
import { madeNumbers, type ParameterValues, type StateDict } from './stateDict.js';

const MEANS = ['.running_mean', '.mean', '_mean'];
/** What the mean's name goes with, and whether it is a variance. */
const SPREADS: readonly (readonly [ending: string, variance: boolean])[] = [
  ['.running_var', true],
  ['.var', true],
  ['_var', true],
  ['.std', false],
  ['_std', false],
  ['.deviation', false],
  ['_deviation', false],
  ['.scale', false],
  ['_scale', false],
];

/**
 * Puts a normalisation of the input, y = (x - mean) / deviation weight + bias with deviation^2 = variance + eps, into the weights
 * that take the input, so that the model is a function of x itself: with y = a x + c, W y = (W a) x + W c, and an attention
 * over y is a times that over x, plus c.
 *
 * @param prefix what its tensors' names begin with: `bn` of `bn.running_mean`, `input` of `input_mean`.
 * @throws UnvanishError `option` where there are no such tensors; `shape`.
 */
export function foldInputNorm(
  dict: StateDict,
  prefix: string,
  eps: number,
  { inputSize, hops, feed }: { readonly inputSize: number; readonly hops: number; readonly feed: string },
  values: Values,
): void {
  const mean = MEANS.map((ending) => prefix + ending).find((name) => dict.has(name));
  const spread = SPREADS.find(([ending]) => dict.has(prefix + ending));
  if (mean === undefined || spread === undefined) {
    throw new UnvanishError(
      'option',
      `\`inputNorm: ${prefix}\`: ${dict.file} has no mean and deviation of that name`,
      `tensors are called ${dict.unused().slice(0, 6).map(quoted).join(', ')}`,
    );
  }
  if (feed === 'normalised') {
    throw new UnvanishError(
      'option',
      `\`inputNorm: ${prefix}\`: not with a normalised feed`,
      'normalise the data instead',
    );
  }
  const vector = (name: string) => {
    const { data, from } = dict.take(name);
    if (data.length === inputSize) return data;
    throw new UnvanishError('shape', `${from} has ${data.length} numbers for ${inputSize} features`);
  };
  const [means, spreads] = [vector(mean), vector(prefix + spread[0])];
  const affine = dict.has(`${prefix}.weight`);
  const [factors, shifts] = affine ? [vector(`${prefix}.weight`), vector(`${prefix}.bias`)] : [undefined, undefined];
  if (dict.has(`${prefix}.num_batches_tracked`)) dict.pass(`${prefix}.num_batches_tracked`);
  const a = Float64Array.from(spreads, (value, n) => {
    return (factors?.[n] ?? 1) / (spread[1] ? Math.sqrt(value + eps) : value);
  });
  const c = Float64Array.from(means, (value, n) => (shifts?.[n] ?? 0) - value * a[n]);
  const taken = [...values.keys()].filter((name) => /^rnn\.(?:weight_ih_l0|linear_first|weight_iBarh)/.test(name));
  for (const name of taken.filter(
    (one) => one.endsWith('weight') || /weight_(?:ih_l0|iBarh)(?:_reverse)?$/.test(one),
  )) {
    const weight = values.get(name) as ParameterValues;
    const featuresLast = !name.includes('weight_iBarh');
    const bias = biasOf(name);
    const repeats = !featuresLast && feed === 'matrix' ? hops : 1;
    const folded = fold(weight, featuresLast, repeats, a, c);
    values.set(name, folded.weight);
    const before = values.get(bias) as ParameterValues;
    values.set(bias, { ...before, data: Float64Array.from(before.data, (value, at) => value + folded.shift[at]) });
  }
}

function biasOf(name: string): string {
  if (name.includes('linear_first')) return name.replace(/weight$/, 'bias');
  return name.replace('weight_iBarh', 'bias').replace('weight_ih', 'bias_ih');
}

/** W a, and W c: of W [G, N], or of [repeats x N, G]. */
function fold(
  { shape, data, from }: ParameterValues,
  featuresLast: boolean,
  repeats: number,
  a: Float64Array,
  c: Float64Array,
): { weight: ParameterValues; shift: Float64Array } {
  const size = featuresLast ? shape[0] : shape[1];
  const made = madeNumbers(shape, from);
  const shift = new Float64Array(size);
  for (let n = 0; n < a.length * repeats; n++) {
    for (let g = 0; g < size; g++) {
      const at = featuresLast ? g * a.length + n : n * size + g;
      made[at] = data[at] * a[n % a.length];
      shift[g] += data[at] * c[n % a.length];
    }
  }
  return { weight: { shape, data: made, from }, shift };
}
