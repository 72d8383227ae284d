import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ClassifierConfig } from '../config.js';
import { alongDiagonal, type ParameterValues, product, type StateDict } from './stateDict.js';

/** Parameters of this library by their names. */
export type Values = Map<string, ParameterValues>;

/** What the tensors of the cells tell. */
export interface RecurrentTensors {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly gates: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly attention?: Pick<ClassifierConfig, 'inputCellAttention' | 'hops' | 'attentionSize'> | undefined;
  /** What makes an LSTM's output of its hidden units, [P, H] each direction of the last layer; none without projections. */
  readonly projections: readonly ParameterValues[];
}

/**
 * The tensors of the recurrent layers under a prefix, and the parameters that they make: PyTorch's nn.LSTM, nn.GRU and nn.RNN, with or
 * without biases, and the authors' cell.
 *
 * An LSTM with projections, h_t = W_hr m_t with m_t = o_t tanh(c_t), is one without whose hidden state is m_t: its recurrent weights
 * are W_hh W_hr, and whatever takes its output takes W_hr m_t. Of weights that are dropped in training (`weight_hh_l0_raw`) the raw ones are
 * what the model uses afterwards.
 *
 * @throws UnvanishError `format` or `shape`.
 */
export function recurrentTensors(dict: StateDict, prefix: string, attends: boolean, values: Values): RecurrentTensors {
  const first = attends ? `${prefix}weight_iBarh` : rawName(dict, `${prefix}weight_ih_l0`);
  const bidirectional = dict.has(`${first}_reverse`) || dict.has(`${prefix}weight_ih_l0_reverse`);
  const ends = bidirectional ? ['', '_reverse'] : [''];
  const layers = layersOf(dict, prefix);
  const sizes = attends ? attentionSizes(dict, prefix) : plainSizes(dict, prefix);
  const { hiddenSize, gates } = sizes;
  let projections: ParameterValues[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const own: ParameterValues[] = [];
    for (const end of ends) {
      if (attends && layer === 0) attentionLayer(dict, prefix, end, gates, sizes.hops, values);
      else {
        const projection = plainLayer(dict, prefix, `_l${layer}${end}`, gates, projections, values);
        if (projection) own.push(projection);
      }
    }
    if (own.length !== 0 && own.length !== ends.length) {
      throw new UnvanishError('format', `${dict.file}: weight_hr is there in one direction only`);
    }
    projections = own;
  }
  const { inputSize, hops, attentionSize, inputCellAttention } = sizes;
  const attention = attends ? { hops, attentionSize, inputCellAttention } : undefined;
  return { inputSize, hiddenSize, gates, layers, bidirectional, attention, projections };
}

/** The name of a layer's weight, or that of the raw one which it is made of where weights are dropped in training. */
function rawName(dict: StateDict, name: string): string {
  return [`${name}_raw`, `${name.replace(/(^|\.)module\.(?=[^.]*$)/, '$1')}_raw`].find((raw) => dict.has(raw)) ?? name;
}

function weight(dict: StateDict, name: string): ParameterValues {
  const raw = rawName(dict, name);
  if (raw !== name) dict.pass(name);
  return dict.matrix(raw);
}

function plainLayer(
  dict: StateDict,
  prefix: string,
  end: string,
  gates: number,
  projections: readonly ParameterValues[],
  values: Values,
): ParameterValues | undefined {
  const input = weight(dict, `${prefix}weight_ih${end}`);
  values.set(`rnn.weight_ih${end}`, projections.length > 0 ? product(input, alongDiagonal(projections)) : input);
  const recurrent = weight(dict, `${prefix}weight_hh${end}`);
  const projected = `${prefix}weight_hr${end}`;
  const projection = dict.has(projected) ? dict.matrix(projected) : undefined;
  values.set(`rnn.weight_hh${end}`, projection ? product(recurrent, projection) : recurrent);
  const names = ['bias_ih', 'bias_hh'].map((name) => `${prefix}${name}${end}`);
  const missing = names.find((name) => !dict.has(name));
  if (missing !== undefined && names.some((name) => dict.has(name))) dict.take(missing);
  values.set(`rnn.bias_ih${end}`, dict.vectorOrZeros(names[0], gates));
  values.set(`rnn.bias_hh${end}`, dict.vectorOrZeros(names[1], gates));
  return projection;
}

function attentionLayer(
  dict: StateDict,
  prefix: string,
  end: string,
  gates: number,
  hops: number,
  values: Values,
): void {
  for (const name of [
    `weight_iBarh${end}`,
    `weight_hh${end}`,
    `linear_first${end}.weight`,
    `linear_second${end}.weight`,
  ]) {
    values.set(`rnn.${name}`, dict.matrix(`${prefix}${name}`));
  }
  const size = (values.get(`rnn.linear_first${end}.weight`) as ParameterValues).shape[0];
  for (const [name, count] of [
    [`bias${end}`, gates],
    [`linear_first${end}.bias`, size],
    [`linear_second${end}.bias`, hops],
  ] as const) {
    values.set(`rnn.${name}`, dict.vectorOrZeros(`${prefix}${name}`, count));
  }
  const separate = `bias_hn${end}`;
  if (dict.has(`${prefix}${separate}`)) values.set(`rnn.${separate}`, dict.take(`${prefix}${separate}`));
}

/** Layers, from the names of those above the first; they have to be complete. */
function layersOf(dict: StateDict, prefix: string): number {
  const pattern = /^weight_ih_l(\d{1,3})$/;
  const indices = dict.unused().flatMap((name) => {
    const found = name.startsWith(prefix) && pattern.exec(name.slice(prefix.length));
    return found && found[1] !== '0' ? [Number(found[1])] : [];
  });
  const layers = Math.max(0, ...indices) + 1;
  if (indices.length !== layers - 1) {
    throw new UnvanishError('format', `${dict.file}: layers are missing between 0 and ${layers - 1}`);
  }
  return layers;
}

function plainSizes(dict: StateDict, prefix: string) {
  const names = ['weight_ih_l0', 'weight_hh_l0'].map((name) => rawName(dict, `${prefix}${name}`));
  const [[gates, inputSize], [rows, states]] = names.map((name) => dict.matrix(name).shape);
  const projected = `${prefix}weight_hr_l0`;
  const [outputs, hiddenSize] = dict.has(projected) ? dict.matrix(projected).shape : [states, states];
  if (outputs !== states) {
    throw new UnvanishError(
      'format',
      `${dict.file}: ${quoted(projected)} has ${outputs} rows where ${quoted(names[1])} has ${states} columns`,
    );
  }
  if (gates !== rows || gates % hiddenSize !== 0) {
    throw new UnvanishError(
      'format',
      `${dict.file}: ${quoted(names[0])} has ${gates} rows and ${quoted(names[1])} ${rows}: the same multiple of ${hiddenSize} hidden units was expected`,
    );
  }
  return { inputSize, hiddenSize, gates, hops: 0, attentionSize: 0, inputCellAttention: 'none' as const };
}

/** Of the authors' files those with `weight_ih` and rows for every hop were trained with M_t over its norm. */
function attentionSizes(dict: StateDict, prefix: string) {
  const [hiddenSize, gates] = dict.matrix(`${prefix}weight_hh`).shape;
  const [seen] = dict.matrix(`${prefix}weight_iBarh`).shape;
  const [attentionSize, inputSize] = dict.matrix(`${prefix}linear_first.weight`).shape;
  const [hops] = dict.matrix(`${prefix}linear_second.weight`).shape;
  if (gates % hiddenSize !== 0) {
    throw new UnvanishError(
      'format',
      `${dict.file}: ${quoted(`${prefix}weight_hh`)} has ${gates} columns where a multiple of ${hiddenSize} hidden units was expected`,
    );
  }
  if (seen !== inputSize && seen !== hops * inputSize) {
    throw new UnvanishError(
      'format',
      `${dict.file}: ${quoted(`${prefix}weight_iBarh`)} has ${seen} rows: neither ${inputSize} (mean feed) nor ${hops} x ${inputSize} (all hops)`,
    );
  }
  const old = dict.has(`${prefix}weight_ih`);
  const matrixFeed = old ? ('normalised' as const) : ('matrix' as const);
  const inputCellAttention = seen === inputSize ? ('mean' as const) : matrixFeed;
  return { inputSize, hiddenSize, hops, attentionSize, inputCellAttention, gates };
}

/** Names of learned initial states, [layers x directions, H] or with further axes of one, as modules hold them. */
const INITIAL = /(?:^|[._])(?:(h|c)_?0|init(?:ial)?_?(h|c)|(h|c)_?init)$/i;

/**
 * Learned initial states, where the file has them: whether it has.
 *
 * @throws UnvanishError `format` for one of a kind without the other; `shape`.
 */
export function initialStates(
  dict: StateDict,
  { layers, bidirectional, hiddenSize, projections }: RecurrentTensors,
  states: number,
  values: Values,
): boolean {
  const found = dict.unused().flatMap((name) => {
    const match = INITIAL.exec(name);
    return match ? [{ name, state: (match[1] ?? match[2] ?? match[3]).toLowerCase() === 'c' ? 1 : 0 }] : [];
  });
  if (found.length === 0) return false;
  const wrong = (message: string) => new UnvanishError('format', `${dict.file}: ${message}`);
  if (projections.length > 0) {
    throw wrong(`tensor ${quoted(found[0].name)}: initial states of an LSTM with projections are not supported`);
  }
  const kinds = Array.from({ length: states }, (_, state) => found.filter((one) => one.state === state));
  const odd = found.find(({ state }) => state >= states) ?? kinds.find((kind) => kind.length > 1)?.[1];
  if (odd) throw wrong(`tensor ${quoted(odd.name)}: it is no initial state of this cell, or a second one`);
  if (kinds.some((kind) => kind.length === 0)) {
    throw wrong(`tensor ${quoted(found[0].name)}: the initial state of an LSTM is two, h and c, and one was found`);
  }
  const ends = Array.from({ length: layers }, (_, layer) => [
    `_l${layer}`,
    ...(bidirectional ? [`_l${layer}_reverse`] : []),
  ]).flat();
  kinds.forEach(([{ name }], state) => {
    const { shape, data, from } = dict.take(name);
    const size = [ends.length, hiddenSize].filter((length) => length !== 1);
    if (shape.filter((length) => length !== 1).join() !== size.join()) {
      throw new UnvanishError(
        'shape',
        `${from} has shape ${formatShape(shape)} where ${ends.length} initial states of ${hiddenSize} numbers were expected`,
      );
    }
    ends.forEach((end, row) => {
      const own = data.slice(row * hiddenSize, (row + 1) * hiddenSize);
      values.set(`rnn.${'hc'[state]}0${end}`, { shape: [hiddenSize], data: own, from });
    });
  });
  return true;
}
