import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConfounds, decodeMovementRegressors } from '../../../src/recordings/bids/confoundTable.js';
import { lackedConfounds } from '../../../src/recordings/confounds.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../../formats/mutations.js';
import { confounds, recording } from '../recordings.js';

const AXES = ['trans_x', 'trans_y', 'trans_z', 'rot_x', 'rot_y', 'rot_z'];

describe('decodeConfounds', () => {
  it('reads the wanted columns, whatever the others hold', () => {
    const text = 'note\tcsf\tmotion_outlier00\tx\nstill\t1.5\t0\t1e999\nmoved\tn/a\t1\t\n';
    const table = decodeConfounds(text, 'a.tsv', ['csf', 'motion_outlier*']);
    expect(table).toMatchObject({ names: ['csf', 'motion_outlier00'], others: ['note', 'x'], rows: 2 });
    expect([...table.values]).toEqual([1.5, 0, Number.NaN, 1]);
  });

  it('knows the sets of columns that fMRIPrep writes, unless a column has their name', () => {
    const all = AXES.flatMap((axis) => ['', '_derivative1', '_power2', '_derivative1_power2'].map((end) => axis + end));
    const others = [
      'csf',
      'white_matter',
      'global_signal',
      'a_comp_cor_00',
      'a_comp_cor_04',
      'a_comp_cor_05',
      'motion_outlier00',
    ];
    const header = [...all, ...others];
    const text = `${header.join('\t')}\n${header.map(() => '0').join('\t')}\n`;
    const names = (...wanted: string[]) => decodeConfounds(text, 'a.tsv', wanted).names;
    expect(names('motion')).toEqual(AXES);
    expect(names('motion6')).toEqual(AXES);
    expect(names('motion12')).toHaveLength(12);
    expect(names('motion24')).toEqual(all);
    expect(names('wm_csf', 'scrub')).toEqual(['csf', 'white_matter', 'motion_outlier00']);
    expect(names('compcor')).toEqual(['a_comp_cor_00', 'a_comp_cor_04']);
    expect(decodeConfounds('motion\ttrans_x\n1\t2\n', 'a.tsv', ['motion']).names).toEqual(['motion']);
  });

  it.each([
    ['csf\n', 'a.tsv: holds no rows of numbers'],
    ['csf\tx\n1\n', 'a.tsv, row 2: 1 fields where the first row has 2'],
    ['csf\nmuch\n', 'a.tsv, row 2, column "csf": is "much"; a number was expected'],
    ['csf\tcsf\n1\t2\n', 'a.tsv: has the column "csf" twice'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decodeConfounds(text, 'a.tsv', ['csf'])).message).toBe(message);
  });

  it('gives as many values as it says, or an UnvanishError, for any broken file', () => {
    fc.assert(
      fc.property(mutatedText(['csf\tx\n1\ta\n2\tb\n'], ['\t', '\n', 'n/a', '"', '1e999', '__proto__']), (text) => {
        const table = decodedOrRefused(() => decodeConfounds(text, 'mutated.tsv', ['*']));
        if (table) expect(table.values).toHaveLength(table.rows * table.names.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('decodeMovementRegressors', () => {
  it('reads six or twelve columns under the names that fMRIPrep has', () => {
    const line = Array.from({ length: 12 }, (_, column) => column).join('  ');
    const table = decodeMovementRegressors(`  ${line}\r\n${line}\n`, 'Movement_Regressors.txt');
    expect(table.names).toEqual([...AXES, ...AXES.map((axis) => `${axis}_derivative1`)]);
    expect(table.rows).toBe(2);
    expect(decodeMovementRegressors('1 2 3 4 5 6', 'a.txt').names).toEqual(AXES);
    expect(refusal(() => decodeMovementRegressors('1 2 3', 'a.txt')).message).toContain('3 columns where 6 or 12');
    expect(refusal(() => decodeMovementRegressors('1 2 3 4 5 x', 'a.txt')).message).toContain('line 1, column 6');
  });
});

describe('lackedConfounds', () => {
  const runs = [
    recording({ name: 'run-1', confounds: confounds({ csf: [1], motion_outlier00: [1] }) }),
    recording({ name: 'run-2', confounds: { ...confounds({ csf: [1] }), others: ['trans_x'] } }),
  ];

  it('notes what some runs are without, and refuses a pattern that no run has', () => {
    expect(lackedConfounds(runs, ['csf', 'motion_outlier*'])).toEqual([
      { level: 'note', what: '1 of 2 runs have no confounds motion_outlier*: run-2' },
    ]);
    expect(lackedConfounds(runs, ['csf*'])).toEqual([]);
    expect(refusal(() => lackedConfounds(runs, ['motion_outliers*']))).toMatchObject({
      code: 'missing',
      message: 'no run has a confound that matches "motion_outliers*"; there are "csf", "motion_outlier00"',
    });
    expect(lackedConfounds(runs.slice(1), ['scrub'])).toEqual([
      { level: 'note', what: '1 of 1 runs have no confounds scrub: run-2' },
    ]);
  });
});
