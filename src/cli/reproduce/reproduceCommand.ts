import type { Command } from 'commander';
import { studies } from '../../studies/index.js';
import { defineStudy } from './studyCommand.js';

/** `unvanish reproduce NAME`: a command for each study that has none of its own. */
export function defineReproduce(reproduce: Command): void {
  const own = [...studies].filter(({ command }) => command === undefined);
  const names = own.map(({ name }) => name);
  reproduce
    .usage('<experiment> [options]')
    .argument('[experiment]')
    .action((name?: string) => {
      if (name === undefined) reproduce.help();
      reproduce.error(
        `unknown experiment '${name}': there are ${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`,
      );
    });
  for (const study of own) defineStudy(reproduce, study);
}
