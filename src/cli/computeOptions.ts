import type { Command } from 'commander';
import type { EngineOptions } from '../backend/engine.js';

/** How a command computes: what it gives to the engine. */
export type ComputeOptions = EngineOptions;

/** Adds the options of how a command computes. */
export function addComputeOptions(command: Command): Command {
  return command.option(
    '--fast-math',
    'multiply and add in one instruction: faster; other machines may get other last digits',
  );
}
