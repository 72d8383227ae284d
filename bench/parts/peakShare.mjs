import { short, table, withNotes } from '../markdown.mjs';
import { paper } from '../paper.mjs';
import { peakGflops } from '../peak.mjs';
import { medianTime, warmUp } from '../timing.mjs';
import { prepareOrNote } from '../works.mjs';

const TARGET = 0.5;

/**
 * Floating-point operations (multiply and add one each) of the products in a training step of the mean feed, with the product by
 * W_iBarh [N, G] before the running sums: for each of B T rows, forward N d_a + d_a r (scores) and N G; backward N d_a +
 * 2 d_a r and N G. Without the recurrence, the running sums and all elementwise work.
 */
function meanFeedOperations({ batch, time, features, hidden, hops, attentionSize }) {
  const gates = 4 * hidden;
  return 2 * batch * time * (2 * features * attentionSize + 3 * attentionSize * hops + 2 * features * gates);
}

/** How much of what WebAssembly SIMD reaches at most on a core the mean feed's training step reaches. */
export const peakShare = {
  name: 'peak',
  title: 'Share of the WebAssembly SIMD peak, one thread',

  async measure({ progress }) {
    const notes = new Set();
    const operations = meanFeedOperations(paper);
    const rows = [];
    for (const [name, fastMath] of [
      ['exact', false],
      ['fast math', true],
    ]) {
      progress(`mean feed, ${name}`);
      const work = await prepareOrNote({ work: 'trainStep', model: 'mean', fastMath }, notes);
      if (!work) continue;
      await warmUp(work.once);
      // The peak before and after, so that a machine that changes its pace is seen.
      const before = await peakGflops();
      const milliseconds = await medianTime(work.once, { window: 1500 });
      const after = await peakGflops();
      work.close();
      const kind = fastMath ? 'fused' : 'exact';
      const peak = Math.max(before[kind], after[kind]);
      const gflops = operations / milliseconds / 1e6;
      rows.push({
        name,
        operations,
        milliseconds,
        gflops,
        peak,
        share: gflops / peak,
        target: fastMath ? undefined : TARGET,
      });
    }
    return { rows, notes: [...notes] };
  },

  tables: ({ rows, notes }) =>
    withNotes(
      table(
        ['training step, mean feed', 'MFLOP of products:', 'ms:', 'GFLOP/s:', 'peak GFLOP/s:', 'share:', 'target:', ''],
        rows.map(({ name, operations, milliseconds, gflops, peak, share, target }) => [
          name,
          short(operations / 1e6),
          short(milliseconds),
          short(gflops),
          short(peak),
          `**${(100 * share).toFixed(0)} %**`,
          target ? `${100 * target} %` : '',
          target ? (share >= target ? 'met' : 'not met') : '',
        ]),
      ),
      notes,
    ),
};
