import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SubjectTable } from '../../src/recordings/bids/subjectTable.js';
import { runSamples } from '../../src/recordings/sampling.js';
import { withSubjectLabels } from '../../src/recordings/subjectLabels.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../formats/mutations.js';
import { recording } from './recordings.js';

const runOf = (subject: string | undefined, session?: string) =>
  recording({ name: [subject, session, 'rest'].filter(Boolean).join('_'), subject, session, task: 'rest' });
const runs = ['sub-01', 'sub-02', 'sub-03', 'sub-04'].map((subject) => runOf(subject));
const table = (text: string, subjectColumn?: string) => SubjectTable.decode(text, 'people.tsv', subjectColumn);
const TEXT =
  'age\tparticipant_id\tgroup\tsite\n31\tsub-02\tcontrol\tA\n33\tsub-01\tpatient\tA\n29\t04\tpatient\tB\n40\t03\tcontrol\tB\n';

describe('withSubjectLabels', () => {
  it('gives whole runs the class of their subject, in whatever order the table has them', () => {
    const { recordings, findings } = withSubjectLabels(runs, table(TEXT), 'group');
    expect(findings).toEqual([]);
    const data = runSamples(recordings.map((one) => ({ ...one, site: table(TEXT).siteOf(one) })));
    expect(data.classNames).toEqual(['control', 'patient']);
    expect([...(data.labels ?? [])]).toEqual([1, 0, 0, 1]);
    expect(data.groups).toEqual({
      subject: ['sub-01', 'sub-02', 'sub-03', 'sub-04'],
      run: data.sampleNames,
      site: ['A', 'A', 'B', 'B'],
    });
    expect(runSamples(recordings, { classes: ['patient'] }).samples).toBe(2);
    expect(refusal(() => runSamples(recordings, { classes: ['healthy'] })).message).toBe(
      'no run is of class "healthy": there are "control", "patient"',
    );
  });

  it('takes the only column there is, or label, and else asks', () => {
    const two = 'Subject,sex\n01,f\n02,m\n';
    expect(withSubjectLabels(runs.slice(0, 2), SubjectTable.decode(two, 'a.csv'), undefined).recordings).toMatchObject([
      { label: 'f' },
      { label: 'm' },
    ]);
    expect(table('participant_id\tage\tLabel\n01\t3\ta\n').labelColumn(undefined)).toBe(2);
    expect(refusal(() => table(TEXT).labelColumn(undefined))).toMatchObject({
      code: 'option',
      remedy: 'name it with `labelColumn`: "age", "group", "site"',
    });
    expect(refusal(() => table(TEXT).labelColumn('diagnosis')).message).toContain('has no column "diagnosis"');
  });

  it('leaves out runs whose class is missing, and says so', () => {
    const { recordings, findings } = withSubjectLabels(runs, table(TEXT.replace('patient\tA', 'n/a\tA')), 'group');
    expect(recordings.map(({ name }) => name)).toEqual(['sub-02_rest', 'sub-03_rest', 'sub-04_rest']);
    expect(findings[0].what).toBe('runs left out, since they have no group in people.tsv: 1 (sub-01_rest)');
  });

  it('takes none for a class, as tables do', () => {
    const { recordings } = withSubjectLabels(runs, table(TEXT.replaceAll('control', 'None')), 'group');
    expect(recordings.map(({ label }) => label)).toEqual(['patient', 'None', 'None', 'patient']);
  });

  it('goes by session where the table has sessions', () => {
    const text = 'participant_id\tsession_id\tstate\n01\tses-1\ton\n01\tses-2\toff\n';
    const visits = [runOf('sub-01', 'sub-01_ses-2'), runOf('sub-01', 'sub-01_ses-1')];
    expect(withSubjectLabels(visits, table(text), 'state').recordings).toMatchObject([
      { label: 'off' },
      { label: 'on' },
    ]);
    expect(refusal(() => withSubjectLabels([runOf('sub-01', 'sub-01_ses-3')], table(text), 'state')).message).toBe(
      'people.tsv: has no row for sub-01_ses-3, a session of sub-01',
    );
  });

  it('takes a column session for sessions only where it has those of the runs', () => {
    const visits = [runOf('sub-01', 'sub-01_ses-2'), runOf('sub-01', 'sub-01_ses-1')];
    const counted = table('participant_id\tsession\tgroup\n01\t2\ta\n');
    expect(withSubjectLabels(visits, counted, 'group').recordings).toMatchObject([{ label: 'a' }, { label: 'a' }]);
    const own = table('participant_id\tsession\tstate\n01\t1\ton\n01\t2\toff\n');
    expect(withSubjectLabels(visits, own, 'state').recordings).toMatchObject([{ label: 'off' }, { label: 'on' }]);
    const lacking = table('participant_id\tsession\tstate\n01\tses-1\ton\n');
    expect(refusal(() => withSubjectLabels(visits, lacking, 'state')).message).toContain('no row for sub-01_ses-2');
  });

  it.each([
    ['participant_id\tgroup\n01\ta\n02\tb\n03\ta\n', 'group', 'people.tsv: has no row for sub-04'],
    ['participant_id\tgroup\n1\ta\n2\tb\n3\ta\n4\tb\n', 'group', 'people.tsv: has no row for sub-01'],
    [
      `${TEXT}33\tsub-01\tcontrol\tA\n`,
      'group',
      'people.tsv, row 6: group is "control" where an earlier row of sub-01 has "patient"',
    ],
    [TEXT, 'age', 'people.tsv: age is another one for each of 4 subjects, which is no class'],
    [TEXT.replace(/control|patient/g, 'n/a'), 'group', 'people.tsv: group is missing for all subjects'],
  ])('refuses what would be a guess: %j', (text, column, message) => {
    expect(refusal(() => withSubjectLabels(runs, table(text), column)).message).toBe(message);
  });

  it('needs to know of which subject a run is', () => {
    expect(refusal(() => withSubjectLabels([runOf(undefined)], table(TEXT), 'group')).message).toContain(
      'rest: is of no subject',
    );
  });

  it('refuses one class in two spellings', () => {
    const { recordings } = withSubjectLabels(runs, table(TEXT.replace('patient\tB', 'Patient\tB')), 'group');
    expect(refusal(() => runSamples(recordings)).message).toContain('one name in two spellings');
  });
});

describe('SubjectTable', () => {
  it('takes another column for the subjects where that is said', () => {
    expect(table('who\tgroup\nsub-01\ta\n', 'who').of(runs[0], 1)).toBe('a');
    expect(refusal(() => table('who\tgroup\nsub-01\ta\n'))).toMatchObject({
      message: 'people.tsv: has no column participant_id or subject; there are "who", "group"',
      remedy: 'say which column names the subjects (`subjectColumn`)',
    });
  });

  it('tells a site only where there is one', () => {
    const text = 'participant_id\tsite\n01\tA\n01\tB\n02\tn/a\n03\tB\n';
    expect(runs.map((run) => table(text).siteOf(run))).toEqual([undefined, undefined, 'B', undefined]);
  });

  it('gives a table or an UnvanishError for any broken file', () => {
    fc.assert(
      fc.property(mutatedText([TEXT], ['\t', '\n', '"', 'participant_id', 'n/a', '__proto__', 'sub-']), (text) => {
        decodedOrRefused(() => withSubjectLabels(runs, table(text), 'group'));
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
