// A part that compares this project's works with those of peers, row by row.
import { ratioCells, ratioColumns, table, withNotes } from '../markdown.mjs';
import { pairs, ratiosOf } from '../pairs.mjs';
import { medianTime, warmUp } from '../timing.mjs';
import { prepareOrNote } from '../works.mjs';

const ALONE_WINDOW = 500;

/**
 * @param rows one object a row: `name`, `ours` (what `prepare` takes), `peer` (a key of peers), `request` to it, `against`
 * (what is asked of it, in words), `target` ratio, `threads` (a list; default 1 and 2), and `times` where the peer does only
 * so large a part of the work, in pieces that follow each other, and its time is multiplied.
 */
export function comparison({ name, title, rows }) {
  return {
    name,
    title,

    async measure({ peers, progress, cores }) {
      const notes = new Set();
      const measured = [];
      for (const threads of [1, 2]) {
        await (threads === 1 ? cores.one() : cores.all());
        // Each of our works is made ready once, for all peers.
        const ready = new Map();
        for (const row of rows) {
          if (!(row.threads ?? [1, 2]).includes(threads)) continue;
          const peer = peers[row.peer];
          progress(`${row.name} against ${row.against}, threads: ${threads}`);
          const options = { ...row.ours, threads };
          const key = JSON.stringify(options);
          if (!ready.has(key)) {
            const work = await prepareOrNote(options, notes);
            if (work) await warmUp(work.once);
            ready.set(key, work);
          }
          const work = ready.get(key);
          if (!work) continue;
          measured.push({ ...described(row, threads, peer), ...(await sides(work, row, threads, peer)) });
          if (!peer.run) notes.add(`${peer.name} is missing: ${peer.install}.`);
        }
        for (const work of ready.values()) work?.close();
      }
      if (!cores.held) notes.add('Without taskset both sides may have been on different cores.');
      return { rows: measured, notes: [...notes] };
    },

    tables({ rows: measured, notes }) {
      const columns = ['work', 'threads:', 'against', ...ratioColumns('ours', 'theirs')];
      const cells = measured.map((row) => [row.name, row.threads, row.against, ...ratioCells(row)]);
      return withNotes(table(columns, cells), notes);
    },
  };
}

function described({ name, against, target, ours, request, times }, threads, peer) {
  const scaled = times ? ` (${request.samples} samples, time × ${times})` : '';
  return { name, threads, against: `${peer.name}: ${against}${scaled}`, target, work: ours, request };
}

async function sides(work, { request, times = 1 }, threads, peer) {
  if (!peer.run) return { ours: [await medianTime(work.once, { window: ALONE_WINDOW })], theirs: [], ratios: [] };
  const { ours, theirs } = await pairs(work.once, (repeats) => peer.run({ threads, ...request, repeats }));
  const both = { ours, theirs: theirs.map((milliseconds) => times * milliseconds) };
  return { ...both, ratios: ratiosOf(both) };
}
