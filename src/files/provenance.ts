import { cpus } from 'node:os';
import { version } from '../version.node.js';

/** What made a result: program, versions, machine, command. Plain data for JSON documents and report footers. */
export function provenance() {
  return {
    unvanish: version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    date: new Date().toISOString().slice(0, 10),
    command: ['unvanish', ...process.argv.slice(2)].join(' '),
  };
}

/** The same as entries of a report. */
export function provenanceFacts(): (readonly [string, string | number])[] {
  return Object.entries(provenance());
}
