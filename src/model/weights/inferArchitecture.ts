import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import type { SafeTensor } from '../../formats/safetensors.js';
import { firstIssue } from '../../options.js';
import { quoted } from '../../quoted.js';
import { type ClassifierConfig, type ClassifierOptions, classifierSchema } from '../config.js';
import { builtInCells, cells } from '../encoders/recurrent/cells/index.js';

type Tensors = ReadonlyMap<string, SafeTensor>;

/** What names and shapes cannot tell, where it is known. */
export interface AssumedArchitecture {
  readonly cell?: ClassifierConfig['cell'] | undefined;
  readonly readout?: ClassifierConfig['readout'] | undefined;
}

/**
 * The architecture of a bare weights file, from names and shapes: PyTorch's nn.LSTM, nn.GRU or nn.RNN
 * (any module prefix, stacked, bidirectional) or the authors' cell with input-cell attention, then a self-attention
 * read-out or none of its own, and one nn.Linear. `nameOf` gives the file's name for a parameter. Whether M_t was divided by its
 * norm, as in the authors' released checkpoint, is not told, and never assumed.
 *
 * Names and shapes do not tell an RNN's nonlinearity, nor which of the read-outs without parameters there was: of one
 * direction `last` is taken; the others have to be assumed.
 *
 * @throws UnvanishError `format`, saying what was found and, where it is ambiguous, what to say.
 */
export function inferArchitecture(
  tensors: Tensors,
  file: string,
  assumed: AssumedArchitecture = {},
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
  const attends = recurrent.endsWith('weight_iBarh');
  const prefix = recurrent.slice(0, -(attends ? 'weight_iBarh' : 'weight_ih_l0').length);
  const dense = denseName(tensors, prefix, file);
  const [classes, features] = matrix(tensors, `${dense}weight`, file);
  const first = attends ? attentionSizes(tensors, prefix, file) : plainSizes(tensors, prefix, file);
  const { gates, ...sizes } = first;
  const bidirectional = tensors.has(`${recurrent}_reverse`);
  const width = sizes.hiddenSize * (bidirectional ? 2 : 1);
  const attention = [...tensors.keys()].find((name) => name.endsWith('attention.linear_first.weight'));
  const attentionPrefix = attention?.slice(0, -'linear_first.weight'.length) ?? '';
  const nameOf = (name: string) => {
    const [stem, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    return { rnn: prefix, attention: attentionPrefix, fc: dense }[stem] + rest;
  };
  const options: ClassifierOptions = {
    ...sizes,
    classes,
    cell: cellOfGates(gates / sizes.hiddenSize, assumed.cell, recurrent, file),
    layers: layersOf(tensors, prefix, file),
    bidirectional,
    ...(attention
      ? selfAttentionSizes(tensors, attentionPrefix, file)
      : { readout: readoutWithoutParameters(bidirectional, assumed.readout, file) }),
  };
  const config = classifierSchema.safeParse(options);
  if (!config.success) throw new UnvanishError('format', `${file}: ${firstIssue(config.error)}`);
  const expected = attention ? width * config.data.readoutHops : width;
  if (features !== expected) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${dense}weight`)} has ${features} columns where the read-out gives ${expected}`,
    );
  }
  return { config: config.data, nameOf };
}

/** The cell with so many gates: the assumed one, or the only one. */
function cellOfGates(gates: number, assumed: string | undefined, name: string, file: string): string {
  if (assumed !== undefined) {
    if (cells.has(assumed) && cells.get(assumed).gates === gates) return assumed;
    throw new UnvanishError('format', `${file}: ${quoted(name)} has ${gates} gates: it is no ${quoted(assumed)}`);
  }
  const candidates = builtInCells.filter((cell) => cell.gates === gates).map((cell) => cell.name);
  if (candidates.length === 1) return candidates[0] as string;
  if (candidates.length === 0) {
    const known = builtInCells.map((cell) => `${cell.name} ${cell.gates}`).join(', ');
    throw new UnvanishError('format', `${file}: ${quoted(name)} has ${gates} gates where there are ${known}`);
  }
  throw new UnvanishError(
    'format',
    `${file}: ${quoted(name)} may belong to ${candidates.join(' or ')}: the weights are alike`,
    `say which with \`cell: ${candidates[0]}\``,
  );
}

function readoutWithoutParameters(
  bidirectional: boolean,
  assumed: ClassifierConfig['readout'] | undefined,
  file: string,
): ClassifierConfig['readout'] {
  if (assumed === 'self-attention') {
    throw new UnvanishError('format', `${file}: no tensor named *attention.linear_first.weight for that read-out`);
  }
  if (assumed !== undefined) return assumed;
  if (!bidirectional) return 'last';
  throw new UnvanishError(
    'format',
    `${file}: the read-out of a bidirectional model may be final (PyTorch's h_n) or last (output[:, -1]), mean or max`,
    'say which with `readout: final`',
  );
}

/** Layers, from the names of those above the first; they have to be complete. */
function layersOf(tensors: Tensors, prefix: string, file: string): number {
  const pattern = /^weight_ih_l(\d{1,3})$/;
  const indices = [...tensors.keys()].flatMap((name) => {
    const found = name.startsWith(prefix) && pattern.exec(name.slice(prefix.length));
    return found && found[1] !== '0' ? [Number(found[1])] : [];
  });
  const projected = [...tensors.keys()].find((name) => name.startsWith(`${prefix}weight_hr_l`));
  if (projected) {
    throw new UnvanishError('format', `${file}: ${quoted(projected)}: LSTMs with projections are not supported`);
  }
  const layers = Math.max(0, ...indices) + 1;
  if (indices.length !== layers - 1) {
    throw new UnvanishError('format', `${file}: layers are missing between 0 and ${layers - 1}`);
  }
  return layers;
}

function plainSizes(tensors: Tensors, prefix: string, file: string) {
  const [gates, inputSize] = matrix(tensors, `${prefix}weight_ih_l0`, file);
  const [rows, hiddenSize] = matrix(tensors, `${prefix}weight_hh_l0`, file);
  if (gates !== rows || gates % hiddenSize !== 0) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_ih_l0`)} has ${gates} rows and ${quoted(`${prefix}weight_hh_l0`)} ${rows}: the same multiple of ${hiddenSize} hidden units was expected`,
    );
  }
  return { inputSize, hiddenSize, gates };
}

function attentionSizes(tensors: Tensors, prefix: string, file: string) {
  const [hiddenSize, gates] = matrix(tensors, `${prefix}weight_hh`, file);
  const [seen] = matrix(tensors, `${prefix}weight_iBarh`, file);
  const [attentionSize, inputSize] = matrix(tensors, `${prefix}linear_first.weight`, file);
  const [hops] = matrix(tensors, `${prefix}linear_second.weight`, file);
  if (gates % hiddenSize !== 0) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_hh`)} has ${gates} columns where a multiple of ${hiddenSize} hidden units was expected`,
    );
  }
  if (seen !== inputSize && seen !== hops * inputSize) {
    throw new UnvanishError(
      'format',
      `${file}: ${quoted(`${prefix}weight_iBarh`)} has ${seen} rows: neither ${inputSize} (mean feed) nor ${hops} x ${inputSize} (matrix feed)`,
    );
  }
  const inputCellAttention = seen === inputSize ? ('mean' as const) : ('matrix' as const);
  return { inputSize, hiddenSize, hops, attentionSize, inputCellAttention, gates };
}

function selfAttentionSizes(tensors: Tensors, prefix: string, file: string) {
  const [readoutHops, readoutAttentionSize] = matrix(tensors, `${prefix}linear_second.weight`, file);
  return { readout: 'self-attention' as const, readoutHops, readoutAttentionSize };
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
