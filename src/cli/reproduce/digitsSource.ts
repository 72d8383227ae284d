import { UnvanishError } from '../../errors.js';
import { findMnist, readMnist } from '../../studies/mnist/mnistFiles.node.js';
import { withFlags } from '../terminal/flags.js';
import type { SourceFlags } from './sourceFlags.js';

/** The digits of a folder, or of the npm package. */
export async function readDigits({ mnist, fetch = false }: SourceFlags) {
  return readMnist(await findMnist({ folder: mnist, fetch }));
}

/** A poster is made without digits where they were not asked for and are not installed. */
export async function digitsOrMissing(flags: SourceFlags) {
  try {
    return await readDigits(flags);
  } catch (error) {
    const { mnist, fetch, quiet } = flags;
    if (mnist !== undefined || fetch || !(error instanceof UnvanishError && error.code === 'missing')) throw error;
    const missing = withFlags(`${error.message}: ${error.remedy}`);
    if (!quiet) console.error(`The poster will have no digits. ${missing}\n`);
    return { missing };
  }
}
