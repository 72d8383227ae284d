#!/usr/bin/env node
import { version } from '../version.node.js';
import { bearLostOutput } from './terminal/outputs.js';

bearLostOutput();
const args = process.argv.slice(2);
// The version alone needs nothing of the program.
if (args.length === 1 && ['-V', '--version'].includes(args[0])) console.log(version);
else await (await import('./program.js')).run(args);
