import type { z } from 'zod';
import { missingOptions } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { classFirstShape } from '../classFirstOptions.js';
import type { Format } from '../format.js';
import { csv } from './csvFormat.js';

const options = missingOptions.extend(classFirstShape);

/** Lists of labels or groups. */
export const text = {
  name: 'text',
  extensions: ['.txt'],
  description: 'one label or group a line; series of the UCR archive with `classFirst`',
  options,
  dataset: {
    holds: '(UCR archive, with --class-first)',
    read: async ({ bytes, name }, { missing, classFirst }: z.output<typeof options>) => {
      if (classFirst) return (await import('../classFirst.js')).decodeClassFirst(bytes, name, missing);
      throw new UnvanishError(
        'format',
        `${name}: nothing says what the numbers of a text file are`,
        'where each row is a class and then the values of a series, say `classFirst`; else save it as .csv with a header, or as .npy',
      );
    },
  },
  column: csv.column,
} as const satisfies Format;
