import { describe, expect, it } from 'vitest';
import { confusionFigure } from '../../../src/report/figures/confusionFigure.js';

const matrix = {
  title: 'LSTM',
  counts: [
    [9, 1],
    [4, 6],
  ],
  classNames: ['rest', 'task <b>'],
};

describe('confusionFigure', () => {
  it('writes counts, names both axes, and says in words what can be seen', () => {
    const { text } = confusionFigure(matrix);
    for (const count of [9, 1, 4, 6]) expect(text).toContain(`>${count}</text>`);
    expect(text).toContain('true class, predicted class');
    expect(text).toContain('Confusion matrix of 2 classes: 15 of 20 samples (75.0 %) on the diagonal.');
    expect(text).toContain('<title>task &lt;b&gt; taken for rest: 4 of 10</title>');
    expect(text).not.toContain('<b>');
  });

  it('leaves numbers out where cells are too small, and draws classes without samples', () => {
    const classes = 60;
    const counts = Array.from({ length: classes }, (_, row) => Array.from({ length: classes }, () => Number(row > 0)));
    const { text } = confusionFigure({
      title: 'many',
      counts,
      classNames: counts.map((_, index) => `class ${index}`),
    });
    expect(text).not.toMatch(/text-anchor="middle"/);
    expect(text).not.toContain('NaN');
  });
});
