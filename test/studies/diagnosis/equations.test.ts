import { describe, expect, it } from 'vitest';
import { renderBlock } from '../../../src/report/block.js';
import { formula, fraction, sub } from '../../../src/report/mathml.js';
import { equationsBlock } from '../../../src/studies/diagnosis/equations.js';

describe('a formula', () => {
  it('tells operators, numbers and identifiers apart, and escapes what is put in', () => {
    const { text } = formula(sub('x', 't'), '= 2 tanh ( <b> )', fraction('∂', 'y'));
    expect(text).toContain('<msub><mrow><mi>x</mi></mrow><mrow><mi>t</mi></mrow></msub>');
    expect(text).toContain(
      '<mo form="infix">=</mo><mn>2</mn><mspace width="0.17em"/><mi>tanh</mi><mo stretchy="false">(</mo>',
    );
    expect(text).toContain('<mi>&lt;b&gt;</mi>');
    expect(text).toContain('<mfrac><mrow><mi>∂</mi></mrow><mrow><mi>y</mi></mrow></mfrac>');
  });
});

describe('the equations', () => {
  const { text } = renderBlock(equationsBlock());

  it('name the model of each side of each part, for those who cannot see columns', () => {
    expect(text.match(/<div class="uv-equations-side"><strong>LSTM<\/strong>/g)).toHaveLength(4);
    expect(text.match(/<div class="uv-equations-side"><strong>LSTM \+ input-cell attention<\/strong>/g)).toHaveLength(
      4,
    );
  });

  it('are well-formed: every element that opens closes', () => {
    const open: string[] = [];
    for (const [, closing, name, empty] of text.matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g)) {
      if (empty) continue;
      if (closing) expect(open.pop()).toBe(name);
      else open.push(name as string);
    }
    expect(open).toEqual([]);
  });

  it('mark what differs: each gate sees M_t in the place of x_t', () => {
    expect(text.match(/uv-marked"><msub><mrow><mi>M<\/mi>/g)?.length).toBeGreaterThanOrEqual(5);
  });
});
