import type { Block } from '../../report/block.js';
import { html, type Markup } from '../../report/markup.js';
import {
  continued,
  formula,
  fraction,
  marked,
  over,
  row,
  sub,
  sup,
  type Term,
  tall,
  tilde,
} from '../../report/mathml.js';

const t = 't';
const before = row('t − 1');
const x = sub('x', t);
const h = (index: Term) => sub('h', index);
const c = (index: Term) => sub('c', index);
const weight = (index: string) => sub('W', row(...index));
const partial = (of: Term, by: Term) => fraction(row('∂', of), row('∂', by));

/** What one cell computes in a step, and what its saliency is made of: the same parts of two models beside each other. */
interface Part {
  readonly label: string;
  readonly lstm: readonly Markup[];
  readonly attention: readonly Markup[];
}

const parts: readonly Part[] = [
  {
    label: 'What the cell sees at step t',
    lstm: [formula(x)],
    attention: [
      formula(sub('A', t), '= softmax (', sub('W', '2'), 'tanh (', sub('W', '1'), marked(sup(sub('X', t), 'T')), ') )'),
      formula(
        marked(sub('M', t)),
        '=',
        sub('A', t),
        marked(sub('X', t)),
        ',',
        sub('X', t),
        '= [',
        sub('x', '1'),
        ', … ,',
        x,
        ']',
      ),
    ],
  },
  { label: 'Gates and candidate', lstm: gates(x, 'x'), attention: gates(marked(sub('M', t)), 'M') },
  { label: 'Cell and hidden state', lstm: states(), attention: states() },
  {
    label: 'Saliency of an input at step t',
    lstm: [formula('R (', x, ') =', tall('|'), partial('S', h('T')), steps(row('t + 1')), partial(h(t), x), tall('|'))],
    attention: [
      formula('R (', x, ') =', tall('|'), partial('S', h('T')), tall('('), marked(throughInput('T'))),
      continued(
        '+',
        over('∑', row('s = t'), row('T − 1')),
        steps(row('s + 1')),
        throughInput('s'),
        tall(')'),
        tall('|'),
      ),
    ],
  },
];

/** How a hidden state depends on an input by what its own step sees. */
function throughInput(step: string): Markup {
  return row(partial(h(step), sub('M', step)), partial(sub('M', step), x));
}

/** The product of the recurrence's Jacobians from the last step down to `from`. */
function steps(from: Term): Markup {
  return row(over('∏', row('i =', from), 'T'), partial(h('i'), h(row('i − 1'))));
}

function gates(input: Term, of: string): Markup[] {
  const affine = (gate: string) => [
    weight(`${of}${gate}`),
    input,
    '+',
    weight(`h${gate}`),
    h(before),
    '+',
    sub('b', gate),
    ')',
  ];
  return [
    ...['i', 'f', 'o'].map((gate) => formula(sub(gate, t), '= σ (', ...affine(gate))),
    formula(sub(tilde('c'), t), '= tanh (', ...affine('c')),
  ];
}

function states(): Markup[] {
  return [
    formula(c(t), '=', sub('f', t), '⊙', c(before), '+', sub('i', t), '⊙', sub(tilde('c'), t)),
    formula(h(t), '=', sub('o', t), '⊙ tanh (', c(t), ')'),
  ];
}

/** Why the product vanishes: one factor of it, for the LSTM. */
const factor: readonly Markup[] = [
  formula(partial(h(t), h(before)), '= tanh (', c(t), ')', weight('ho'), 'o ( 1 − o )'),
  continued('+ o ( 1 −', sup('tanh', '2'), c(t), ') {', c(before), weight('hf'), 'f ( 1 − f )'),
  continued(
    '+',
    tilde('c'),
    weight('hi'),
    'i ( 1 − i ) + i',
    weight('hc'),
    '( 1 −',
    sup(tilde('c'), '2'),
    ') +',
    marked('f'),
    '}',
  ),
];

/** The LSTM beside the LSTM with input-cell attention (Ismail et al. 2019, sections 2 and 3). */
export function equationsBlock(): Block {
  return {
    kind: 'figure',
    figure: html`<div class="uv-equations">
<div class="uv-equations-head" aria-hidden="true"><strong>LSTM</strong><strong>LSTM + input-cell attention</strong></div>
${parts.map(
  ({ label, lstm, attention }) => html`<div class="uv-equations-part"><h3>${label}</h3>
${side('LSTM', lstm)}${side('LSTM + input-cell attention', attention)}</div>`,
)}
<div class="uv-equations-part"><h3>One factor of the LSTM’s product (index t of gates left out)</h3><div class="uv-equations-side">${factor}</div>
<p class="uv-equations-note">The paper lets all but the marked term go to zero as T − t grows; with f below 1 the product then vanishes. (Strictly, f is
the path through the cell state c, not through h: the diagnosis measures all of them.)</p></div>
</div>`,
    caption: html`What differs is marked. With input-cell attention every step enters M<sub>T</sub> itself, so that one term of its saliency
passes no recurrence at all. Rows of A<sub>t</sub> are hops; scores do not depend on t, so M<sub>t</sub> is a running weighted mean, and a step
costs no more late in a series than early.`,
  };
}

function side(name: string, formulas: readonly Markup[]): Markup {
  return html`<div class="uv-equations-side"><strong>${name}</strong>${formulas}</div>`;
}
