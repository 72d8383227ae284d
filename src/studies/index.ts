import { Registry } from '../registry.js';
import { boxes } from './boxes/boxes.js';
import { movingBox } from './boxes/movingBox.js';
import { table } from './boxes/table.js';
import { vanishing } from './boxes/vanishing.js';
import { crossValidation } from './crossValidation/crossValidation.js';
import { fmri } from './fmri/fmri.js';
import { mnist } from './mnist/mnist.js';
import { poster } from './poster/poster.js';
import type { Study } from './study.js';

const builtIn: readonly Study[] = [boxes, vanishing, table, movingBox, mnist, fmri, poster, crossValidation];

/** All studies, in the order of help; a user's own appears beside them once it is registered. */
export const studies = new Registry<Study>('study', builtIn);

/** Whether a study is known to worker threads, which load the program anew. */
export function isBuiltIn(name: string): boolean {
  return builtIn.some((study) => study.name === name);
}
