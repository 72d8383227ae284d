import { createRequire } from 'node:module';

/** The version of this package, which finds itself by its name wherever this module is bundled to. */
export const version: string = createRequire(import.meta.url)('unvanish/package.json').version;
