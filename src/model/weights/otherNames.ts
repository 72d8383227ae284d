import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { pythonText, quoted, someOf } from '../../quoted.js';
import type { StateDict } from './stateDict.js';

const MOST_NAMED = 12;
const CELL = /^(.*?)weight_ih$/s;
const KERAS = /^(.*?)recurrent_kernel(:0)?$/s;

/**
 * The error of a file without a recurrent layer that is known: the names that it has, and where they are those of Keras or of cells, the
 * Python that gives them PyTorch's.
 */
export function unknownNames(dict: StateDict): UnvanishError {
  const names = dict.unused();
  const shown = names.map((name) => `${quoted(name)} ${formatShape(dict.shapeOf(name) ?? [])}`);
  const cells = names.flatMap((name) => CELL.exec(name)?.[1] ?? []);
  const kernels = names.flatMap((name) => {
    const match = KERAS.exec(name);
    return match ? [{ prefix: match[1], end: match[2] ?? '' }] : [];
  });
  const of =
    cells.length > 0
      ? ', but those of cells (nn.LSTMCell and its kin)'
      : kernels.length > 0
        ? ', but those of Keras'
        : '';
  return new UnvanishError(
    'format',
    `${dict.file}: no tensor named *.weight_ih_l0 (PyTorch) or *.weight_iBarh (input-cell attention)${of}; ${shown.length > 0 ? `there are ${someOf(shown, MOST_NAMED)}` : 'there are none'}`,
    cells.length > 0 ? fromCells(cells, dict.file) : kernels.length > 0 ? fromKeras(kernels, dict) : undefined,
  );
}

/** Cells that run one after the other over a series are the layers of one module. */
function fromCells(cells: readonly string[], file: string): string {
  const order = cells.length > 1 ? ', in the order in which they run' : '';
  return [
    `where the cells run over the whole series${order}: from safetensors.torch import load_file, save_file`,
    `cells = [${cells.map(pythonText).join(', ')}]`,
    'layer = {f"{c}{w}": f"rnn.{w}_l{i}" for i, c in enumerate(cells) for w in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]}',
    `save_file({layer.get(k, k): v for k, v in load_file(${pythonText(file)}).items()}, ${pythonText(renamed(file))})`,
  ].join('; ');
}

/**
 * Keras multiplies from the right, so that its matrices are transposed. Its gates have PyTorch's order in an LSTM; in a GRU z stands
 * before r.
 */
function fromKeras(
  kernels: readonly { readonly prefix: string; readonly end: string }[],
  dict: StateDict,
): string | undefined {
  const [{ prefix, end }, ...others] = kernels;
  const name = (part: string) => `${prefix}${part}${end}`;
  const dense = dict
    .unused()
    .filter((one) => one.endsWith(`kernel${end}`) && !one.startsWith(prefix) && dict.shapeOf(one)?.length === 2);
  if (others.length > 0 || dense.length !== 1 || !dict.has(name('kernel'))) {
    return 'its matrices are transposed (weight_ih_l0 = kernel.T, weight_hh_l0 = recurrent_kernel.T), and z stands before r in a GRU: save them under the names of nn.LSTM or nn.GRU';
  }
  const [hidden = 0, columns = 0] = dict.shapeOf(name('recurrent_kernel')) ?? [];
  const gates = columns / hidden;
  const biases = dict.shapeOf(name('bias'));
  if (gates === 3 && biases?.length === 1) {
    return 'a GRU of Keras with reset_after=False computes what no GRU of PyTorch does: train it with reset_after=True';
  }
  const order = gates === 3 ? 'np.concatenate([a[n:2*n], a[:n], a[2*n:]])' : 'a';
  const bias = dict.has(name('bias'))
    ? gates === 3
      ? [
          `"rnn.bias_ih_l0": g(k[${pythonText(name('bias'))}][0])`,
          `"rnn.bias_hh_l0": g(k[${pythonText(name('bias'))}][1])`,
        ]
      : [`"rnn.bias_ih_l0": k[${pythonText(name('bias'))}]`, `"rnn.bias_hh_l0": 0 * k[${pythonText(name('bias'))}]`]
    : [];
  const [kernel] = dense;
  const denseBias = `${kernel.slice(0, -`kernel${end}`.length)}bias${end}`;
  const tensors = [
    `"rnn.weight_ih_l0": g(k[${pythonText(name('kernel'))}].T)`,
    `"rnn.weight_hh_l0": g(k[${pythonText(name('recurrent_kernel'))}].T)`,
    ...bias,
    `"fc.weight": k[${pythonText(kernel)}].T`,
    ...(dict.has(denseBias) ? [`"fc.bias": k[${pythonText(denseBias)}]`] : []),
  ];
  return [
    'import numpy as np; from safetensors.numpy import load_file, save_file',
    `k = load_file(${pythonText(dict.file)}); n = ${hidden}; g = lambda a: ${order}`,
    `save_file({name: np.ascontiguousarray(a) for name, a in {${tensors.join(', ')}}.items()}, ${pythonText(renamed(dict.file))})`,
  ].join('; ');
}

function renamed(file: string): string {
  return file.replace(/(?:\.safetensors)?$/i, '-pytorch.safetensors');
}
