import { Registry } from '../registry.js';
import { boxes } from './boxes/boxes.js';
import { movingBox } from './boxes/movingBox.js';
import { table } from './boxes/table.js';
import { trainingSteps } from './boxes/trainingSteps.js';
import { vanishing } from './boxes/vanishing.js';
import { crossValidation } from './crossValidation/crossValidation.js';
import { fmri } from './fmri/fmri.js';
import { mnist } from './mnist/mnist.js';
import { poster } from './poster/poster.js';
import type { Study } from './study.js';

/** All studies, in the order of help; a user's own appears beside them once it is registered. */
export const studies = new Registry<Study>('study', [
  boxes,
  vanishing,
  table,
  movingBox,
  trainingSteps,
  mnist,
  fmri,
  poster,
  crossValidation,
]);
