import { elementCount } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import type { SafeTensor } from '../../formats/safetensors.js';
import { firstIssue } from '../../options.js';
import { quoted } from '../../quoted.js';
import { type ClassifierConfig, type ClassifierOptions, classifierSchema } from '../config.js';
import { builtInCells, cells } from '../encoders/recurrent/cells/index.js';
import { headTensors, isOfLoss } from './headTensors.js';
import { foldInputNorm } from './inputNorm.js';
import { unknownNames } from './otherNames.js';
import { initialStates, recurrentTensors, type Values } from './recurrentTensors.js';
import { StateDict } from './stateDict.js';

/** What names and shapes cannot tell, where it is known. */
export interface AssumedArchitecture {
  readonly cell?: ClassifierConfig['cell'] | undefined;
  readonly readout?: ClassifierConfig['readout'] | undefined;
  /** What the cell sees of M_t. */
  readonly inputCellAttention?: ClassifierConfig['inputCellAttention'] | undefined;
  /** What the names of tensors begin with that normalise the input: `bn` of `bn.running_mean`, `input` of `input_mean`. */
  readonly inputNorm?: string | undefined;
  /** What is added to a variance of theirs, 1e-5 as PyTorch's, unless told. */
  readonly inputNormEps?: number | undefined;
  /** Names of tensors that do not change what the model computes. */
  readonly ignoreTensors?: readonly string[] | undefined;
  /** That nothing but dropout stands between read-out and dense layer, where names tell that something without tensors does. */
  readonly plainHead?: boolean | undefined;
}

/** A bare weights file as it is understood. */
export interface InferredModel {
  readonly config: ClassifierConfig;
  readonly values: Values;
  /** What had to be taken to be so, and what of the file is passed over, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The architecture and the parameters of a bare weights file, from names and shapes: PyTorch's nn.LSTM, nn.GRU or nn.RNN
 * (any module prefix, stacked, bidirectional, with projections or without biases) or the authors' cell with input-cell attention, then
 * learned initial states, a self-attention read-out or none of its own, and one nn.Linear. Every tensor is used, known not to matter, or an
 * error that names it.
 *
 * Names and shapes do not tell an RNN's nonlinearity, nor which of the read-outs without parameters there was: of one
 * direction `last` is taken; the others have to be assumed.
 *
 * @throws UnvanishError `format`, saying what was found and, where it is ambiguous, what to say; `shape`, `dtype` or `size`.
 */
export function inferArchitecture(
  tensors: ReadonlyMap<string, SafeTensor>,
  file: string,
  assumed: AssumedArchitecture = {},
): InferredModel {
  const dict = new StateDict(withoutIgnored(tensors, file, assumed.ignoreTensors), file);
  const values: Values = new Map();
  const notes: string[] = [];
  const { prefix, first, attends } = cellOf(dict);
  const recurrent = recurrentTensors(dict, prefix, attends, values);
  const { inputSize, hiddenSize, gates, layers, bidirectional, projections } = recurrent;
  const cell = cellOfGates(gates / hiddenSize, assumed.cell, first, file);
  if (projections.length > 0)
    notes.push('Projections of hidden units (proj_size) are part of the weights that take them.');
  const attention = recurrent.attention && attentionOf(dict, prefix, recurrent.attention, assumed, notes);
  const learnedState = initialStates(dict, recurrent, cells.get(cell).states, values);
  const { inputNorm, inputNormEps = 1e-5 } = assumed;
  if (inputNorm === undefined && assumed.inputNormEps !== undefined) {
    throw new UnvanishError('option', '`inputNormEps`: there is no `inputNorm`');
  }
  if (inputNorm !== undefined) {
    const feed = attention?.inputCellAttention ?? 'none';
    foldInputNorm(dict, inputNorm, inputNormEps, { inputSize, hops: attention?.hops ?? 1, feed }, values);
    notes.push(
      `The normalisation ${quoted(inputNorm)} of the input is part of the weights: maps are of the input as it is given.`,
    );
  }
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const head = headTensors(dict, prefix, width, projections, values);
  checkBefore(head.dense, prefix, assumed.plainHead === true, file);
  if (head.attention) {
    const what = head.attention.readoutMean ? 'the mean of its hops' : 'all its hops';
    notes.push(
      `"linear_first" and "linear_second" are read as a self-attention over time: tanh, a softmax over time steps, and ${what}.`,
    );
  } else if (assumed.readout === undefined) {
    notes.push(
      `The read-out is taken to be the last state, which ${quoted(`${head.dense}weight`)} takes as it is: names and shapes do not tell another one (\`readout: mean\` or \`readout: max\`), nor an activation.`,
    );
  }
  if (head.attention?.readoutMean) {
    notes.push(
      'The authors’ script takes a sigmoid of each output of its self-attention model; probabilities here are a softmax: `output: logit` explains what both have in common.',
    );
  }
  const readout = readoutOf(head.attention !== undefined, bidirectional, assumed.readout, file);
  if (projections.length > 0 && readout === 'max') {
    throw new UnvanishError('format', `${file}: a maximum over time of projected hidden units is not supported`);
  }
  checkUnused(dict);
  const options: ClassifierOptions = {
    inputSize,
    hiddenSize,
    layers,
    bidirectional,
    cell,
    learnedState,
    ...attention,
    classes: head.outputs === 1 ? 2 : head.outputs,
    ...(head.outputs === 1 && { head: { name: 'binary' } }),
    ...head.attention,
    readout,
  };
  if (head.outputs === 1) notes.push('One output: the probability of class 1 is its sigmoid.');
  const config = classifierSchema.safeParse(options);
  if (!config.success) throw new UnvanishError('format', `${file}: ${firstIssue(config.error)}`);
  const { encoder: _, ...rest } = config.data;
  return { config: rest, values, notes };
}

/**
 * Checks that names do not tell of something without tensors before the dense layer, as `classifier.2.weight` does.
 *
 * @throws UnvanishError `format`.
 */
function checkBefore(dense: string, cell: string, plain: boolean, file: string): void {
  const [, stem = '', index = '0'] = /^(.*?)(\d+)\.$/.exec(dense) ?? [];
  if (plain || Number(index) === 0 || cell === `${stem}${Number(index) - 1}.`) return;
  throw new UnvanishError(
    'format',
    `${file}: ${quoted(`${dense}weight`)} is number ${index} of a sequence: names and shapes do not tell whether an activation stands before it`,
    'where there is none, as of dropout alone, say `plainHead: true`',
  );
}

/** The one recurrent layer, or the first of a stack: where its tensors are. */
function cellOf(dict: StateDict): { prefix: string; first: string; attends: boolean } {
  const [first, another] = dict.unused().filter((name) => /weight_(iBarh|ih_l0)$/.test(name));
  if (first === undefined) throw unknownNames(dict);
  if (another !== undefined) {
    throw new UnvanishError(
      'format',
      `${dict.file}: two recurrent layers, ${quoted(first)} and ${quoted(another)}: one was expected`,
    );
  }
  const attends = first.endsWith('weight_iBarh');
  return { prefix: first.slice(0, -(attends ? 'weight_iBarh' : 'weight_ih_l0').length), first, attends };
}

/** What the cell sees of M_t: what names and shapes tell, or what is assumed in its place. */
function attentionOf(
  dict: StateDict,
  prefix: string,
  told: Pick<ClassifierConfig, 'inputCellAttention' | 'hops' | 'attentionSize'>,
  { inputCellAttention: assumed }: AssumedArchitecture,
  notes: string[],
) {
  const unused = `${prefix}weight_ih`;
  const old = dict.has(unused);
  dict.pass(unused);
  const feed = assumed ?? told.inputCellAttention;
  if ((feed === 'mean') !== (told.inputCellAttention === 'mean') || feed === 'none') {
    throw new UnvanishError(
      'option',
      `\`inputCellAttention: ${feed}\`: ${dict.file} has weights for ${told.inputCellAttention === 'mean' ? 'the mean feed' : 'all hops, the matrix or normalised feed'}`,
    );
  }
  if (old && assumed === undefined) {
    notes.push(
      feed === 'normalised'
        ? `${quoted(unused)} is not used: M_t is divided by its Euclidean norm, as in the authors’ released weights. Names and shapes do not tell a cell of their first commit (2019-09-17) that was given up and adds x_t W_ih; without the norm: \`inputCellAttention: matrix\`.`
        : `${quoted(unused)} is not used: as in the authors’ code of 2019-09-22 to 11-04, the cell sees the mean over the hops of M_t.`,
    );
  }
  return { ...told, inputCellAttention: feed };
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

/** The read-out: that of the tensors, or the assumed one, or the only one there is of one direction. */
function readoutOf(
  attends: boolean,
  bidirectional: boolean,
  assumed: ClassifierConfig['readout'] | undefined,
  file: string,
): ClassifierConfig['readout'] {
  if (attends) {
    if (assumed === undefined || assumed === 'self-attention') return 'self-attention';
    throw new UnvanishError(
      'format',
      `${file}: has the weights of a self-attention read-out, which the read-out ${quoted(assumed)} would not use`,
      'leave it out',
    );
  }
  if (assumed === 'self-attention') {
    throw new UnvanishError('format', `${file}: no tensor named *linear_first.weight for that read-out`);
  }
  if (assumed !== undefined) return assumed;
  if (!bidirectional) return 'last';
  throw new UnvanishError(
    'format',
    `${file}: the read-out of a bidirectional model may be final (PyTorch's h_n) or last (output[:, -1]), mean or max`,
    'say which with `readout: final`',
  );
}

/**
 * The tensors of a file but for those that are said not to matter.
 *
 * @throws UnvanishError `option` for one that there is not.
 */
export function withoutIgnored(
  tensors: ReadonlyMap<string, SafeTensor>,
  file: string,
  names: readonly string[] = [],
): ReadonlyMap<string, SafeTensor> {
  const missing = names.find((name) => !tensors.has(name));
  if (missing !== undefined) {
    throw new UnvanishError('option', `\`ignoreTensors: ${missing}\`: ${file} has no such tensor`);
  }
  return new Map([...tensors].filter(([name]) => !names.includes(name)));
}

/** What a state dict may hold that changes nothing: weights of the loss, one a class, and counters. */
function isHarmless(dict: StateDict, name: string): boolean {
  const shape = dict.shapeOf(name) ?? [];
  const isCounter = /(?:^|\.)(?:epoch|step|global_step)$/.test(name) && elementCount(shape) === 1;
  return isCounter || (isOfLoss(name) && shape.length <= 1);
}

/**
 * Checks that all that is left does not matter.
 *
 * @throws UnvanishError `format`, naming the first tensor that does, or may.
 */
export function checkUnused(dict: StateDict): void {
  const name = dict.unused().find((one) => !isHarmless(dict, one));
  if (name === undefined) return;
  throw new UnvanishError(
    'format',
    `${dict.file}: tensor ${quoted(name)} is not used: ${whyNot(name)}`,
    remedyOf(name),
  );
}

function whyNot(name: string): string {
  if (/running_(?:mean|var)$|num_batches_tracked$/.test(name)) {
    return 'names and shapes do not tell where a batch normalisation stands, nor its eps';
  }
  if (/mean|std|deviation|scale/i.test(name)) return 'names and shapes do not tell what it does';
  return 'the model that is read has no such part';
}

function remedyOf(name: string): string {
  const prefix = /^(.*?)[._](?:running_mean|running_var|num_batches_tracked|mean|std|var|deviation|scale)$/i.exec(
    name,
  )?.[1];
  const norm = prefix === undefined ? '' : `\`inputNorm: ${prefix}\` where it normalises the input; `;
  return `${norm}\`ignoreTensors: ${name}\` where it does not change what the model computes`;
}
