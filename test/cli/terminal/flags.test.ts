import { describe, expect, it } from 'vitest';
import { withFlags } from '../../../src/cli/terminal/flags.js';

describe('options in errors', () => {
  it.each([
    ['give them with `labels`', 'give them with --labels'],
    ['`featureNames`: 2 names for 3 features', '--feature-names: 2 names for 3 features'],
    ['fill it (`missing: interpolate`)', 'fill it (--missing interpolate)'],
    [
      'give it in time steps or seconds (`blockLength: 14`, 35s)',
      'give it in time steps or seconds (--block-length 14, 35s)',
    ],
    ['`zscore: false`: is for folders', '--no-zscore: is for folders'],
    ['class "`A`" of `a b` is none', 'class "`A`" of `a b` is none'],
  ])('are flags on the command line: %s', (text, shown) => {
    expect(withFlags(text)).toBe(shown);
  });
});
