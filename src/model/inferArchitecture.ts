import { formatShape } from '../data/array.js';
import { quoted } from '../data/formats/quoted.js';
import type { SafeTensor } from '../data/formats/safetensors.js';
import { UnvanishError } from '../errors.js';
import { type ClassifierConfig, type ClassifierOptions, classifierSchema, firstIssue } from './config.js';

type Tensors = ReadonlyMap<string, SafeTensor>;

/**
 * The architecture of a bare weights file, from names and shapes (DESIGN, "Weights"): PyTorch's nn.LSTM (any module
 * prefix) or the authors' LSTM with input-cell attention, and one nn.Linear after it. `nameOf` gives the file's name for
 * a parameter.
 *
 * @throws UnvanishError `format`, saying what was found.
 */
export function inferArchitecture(
  tensors: Tensors,
  file: string,
): { config: ClassifierConfig; nameOf: (name: string) => string } {
  const [recurrent, another] = [...tensors.keys()].filter((name) => /weight_(iBarh|ih_l0)$/.test(name));
  if (recurrent === undefined) {
    throw new UnvanishError(
      'format',
      `${file}: no tensor named *.weight_ih_l0 (PyTorch) or *.weight_iBarh (input-cell attention) among ${tensors.size}`,
    );
  }
  if (another !== undefined) {
    throw new UnvanishError(
      'format',
      `${file}: two recurrent layers, ${quoted(recurrent)} and ${quoted(another)}: one was expected`,
    );
  }
  const attention = recurrent.endsWith('weight_iBarh');
  const prefix = recurrent.slice(0, -(attention ? 'weight_iBarh' : 'weight_ih_l0').length);
  const dense = denseName(tensors, prefix, file);
  const [classes] = matrix(tensors, `${dense}weight`, file);
  const nameOf = (name: string) =>
    name.startsWith('rnn.') ? prefix + name.slice('rnn.'.length) : dense + name.slice('fc.'.length);
  const options: ClassifierOptions = attention
    ? { classes, ...attentionSizes(tensors, prefix, file) }
    : { classes, ...plainSizes(tensors, prefix, file) };
  const config = classifierSchema.safeParse(options);
  if (!config.success) throw new UnvanishError('format', `${file}: ${firstIssue(config.error)}`);
  return { config: config.data, nameOf };
}

function plainSizes(tensors: Tensors, prefix: string, file: string) {
  const [gates, inputSize] = matrix(tensors, `${prefix}weight_ih_l0`, file);
  const [, hiddenSize] = matrix(tensors, `${prefix}weight_hh_l0`, file);
  const unsupported = [...tensors.keys()].find((name) => name.startsWith(prefix) && /_l[1-9]|_reverse$/.test(name));
  if (unsupported)
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(unsupported)}: stacked and bidirectional encoders are not supported`,
    );
  if (gates !== 4 * hiddenSize) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_ih_l0`)} has ${gates} rows for hidden size ${hiddenSize}: an LSTM has ${4 * hiddenSize}, other cells are not supported`,
    );
  }
  return { inputSize, hiddenSize };
}

function attentionSizes(tensors: Tensors, prefix: string, file: string) {
  const [hiddenSize, gates] = matrix(tensors, `${prefix}weight_hh`, file);
  const [seen] = matrix(tensors, `${prefix}weight_iBarh`, file);
  const [attentionSize, inputSize] = matrix(tensors, `${prefix}linear_first.weight`, file);
  const [hops] = matrix(tensors, `${prefix}linear_second.weight`, file);
  if (gates !== 4 * hiddenSize) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_hh`)} has ${gates} columns where four gates of ${hiddenSize} hidden units need ${4 * hiddenSize}`,
    );
  }
  if (seen !== inputSize && seen !== hops * inputSize) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_iBarh`)} has ${seen} rows: neither ${inputSize} (mean feed) nor ${hops} x ${inputSize} (matrix feed)`,
    );
  }
  return {
    inputSize,
    hiddenSize,
    hops,
    attentionSize,
    inputCellAttention: seen === inputSize ? 'mean' : 'matrix',
  } as const;
}

/** The prefix of the one matrix with a bias that does not belong to the cell. */
function denseName(tensors: Tensors, cell: string, file: string): string {
  const found = [...tensors.keys()].filter(
    (name) =>
      name.endsWith('weight') && !(cell !== '' && name.startsWith(cell)) && !/linear_(first|second)\./.test(name),
  );
  if (found.length !== 1) {
    throw new UnvanishError(
      'format',
      `${file}: one dense layer (*.weight, *.bias) was expected beside the cell, found ${found.length === 0 ? 'none' : found.slice(0, 4).map(quoted).join(', ')}`,
    );
  }
  return (found[0] as string).slice(0, -'weight'.length);
}

function matrix(tensors: Tensors, name: string, file: string): readonly [rows: number, columns: number] {
  const tensor = tensors.get(name);
  if (!tensor) throw new UnvanishError('format', `${file}: tensor ${quoted(name)} is missing`);
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || !rows || !columns) {
    throw new UnvanishError(
      'shape',
      `${file}: tensor ${quoted(name)} has shape ${formatShape(tensor.shape)} where a matrix was expected`,
    );
  }
  return [rows, columns];
}
