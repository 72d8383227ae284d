import { gzipSync, zipSync } from 'fflate';
import { evaluate } from '../../dist/evaluation/evaluate.js';
import { decodeNpz } from '../../dist/formats/numpy/npz.js';
import { gunzip } from '../../dist/formats/packed/gzip.js';
import { short, table } from '../markdown.mjs';
import { medianTime } from '../timing.mjs';

/** 30 maps of `time` x 100 numbers that repeat only after 2^32 draws. */
function maps(time) {
  let state = 5;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const data = { samples: 30, time, features: 100, mask: new Uint8Array(100 * time).fill(1, 0, 24 * time) };
  const values = Float32Array.from({ length: 30 * 100 * time }, next);
  return () => evaluate(values, data, { lastSteps: 10 });
}

/** A member of zeros whose directory claims a thousand bytes. */
function npzBomb(mebibytes) {
  const archive = zipSync({ 'x.npy': new Uint8Array(mebibytes * 2 ** 20) }, { level: 9 });
  const directory = archive.findLastIndex((_, at) => archive[at] === 0x50 && archive[at + 2] === 1);
  new DataView(archive.buffer).setUint32(directory + 24, 1000, true);
  return () => {
    try {
      decodeNpz(archive, 'bomb.npz');
    } catch (error) {
      if (error.code === 'format') return;
      throw error;
    }
    throw new Error('the bomb was not refused');
  };
}

/** Members of a mebibyte of zeros, of which a thousand bytes are wanted. */
function gzipBomb(members) {
  const member = gzipSync(new Uint8Array(2 ** 20));
  const bomb = new Uint8Array(members * member.length);
  for (let at = 0; at < bomb.length; at += member.length) bomb.set(member, at);
  return () => gunzip(bomb, 'bomb.gz', { headerBytes: 4, sizeOf: () => 1000 });
}

// Sorting 8 times as much takes 8 * log(80,000) / log(10,000) = 10 times as long, and more where it leaves the cache; what is refused
// costs the same at any size.
const works = [
  { work: 'measuring maps of 10,000 and 80,000 numbers', sizes: [100, 800], prepare: maps, target: 14 },
  { work: 'refusing an NPZ bomb of 8 and 64 MiB', sizes: [8, 64], prepare: npzBomb, target: 2 },
  { work: 'leaving the rest of a gzip bomb of 8 and 64 MiB', sizes: [8, 64], prepare: gzipBomb, target: 2 },
];

/** How much longer work takes on 8 times as much. */
export const growth = {
  name: 'growth',
  title: 'Time on 8 times as much',

  async measure({ progress }) {
    const rows = [];
    for (const { work, sizes, prepare, target } of works) {
      progress(work);
      const milliseconds = [];
      for (const size of sizes) {
        const once = prepare(size);
        await once();
        milliseconds.push(await medianTime(once, { window: 500 }));
      }
      rows.push({ work, milliseconds, target });
    }
    return { rows };
  },

  tables: ({ rows }) =>
    table(
      ['work', 'ms:', 'of 8 times as much:', 'ratio:', 'target, at most:', ''],
      rows.map(({ work, milliseconds: [small, large], target }) => {
        const ratio = large / small;
        return [work, short(small), short(large), short(ratio), target, ratio <= target ? 'met' : 'not met'];
      }),
    ),
};
