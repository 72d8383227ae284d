import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { ComputeOptions } from '../model/classifier.js';
import { wholeNumber } from './options.js';

/** How a command computes, as its options say. */
export interface ComputeFlags {
  readonly threads?: number;
  /** MiB. */
  readonly memory?: number;
  readonly fastMath?: boolean;
}

/** Adds the options of how a command computes; `threads` says what they do there. */
export function addComputeOptions(command: Command, threads: string): Command {
  return command
    .option('--threads <n>', `${threads} [default: all cores]`, wholeNumber(1))
    .option(
      '--fast-math',
      'multiply and add in one instruction: faster on some processors; others may get other last digits',
    );
}

/** Adds the bound on what many samples, or the many points of a path, may take together. */
export function addMemoryOption(command: Command): Command {
  return command.option(
    '--memory <MiB>',
    'working memory that samples may take together [default: 256]',
    wholeNumber(1),
  );
}

/** What a classifier is told of them. */
export function computeOptions({ threads = availableParallelism(), memory, fastMath }: ComputeFlags): ComputeOptions {
  return { threads, fastMath, ...(memory !== undefined && { memory: memory * 2 ** 20 }) };
}
