import { z } from 'zod';

const classFirst = z
  .boolean()
  .default(false)
  .describe('a table without a header: the class of a series, then its values, as in the UCR archive');

/** What a table of text can be told beside what its columns are. */
export const classFirstShape = { classFirst };
