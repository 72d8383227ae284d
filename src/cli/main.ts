#!/usr/bin/env node
import { createProgram } from './program.js';
import { endWithReader, exitOn } from './terminal/failure.js';

endWithReader(process.stdout);
const program = await createProgram(process.argv.slice(2));
if (process.argv.length === 2) program.help();
try {
  await program.parseAsync();
} catch (error) {
  exitOn(error, { debug: program.opts().debug === true });
}
