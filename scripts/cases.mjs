// Tries a folder of small inputs that once went wrong, `tables/NAME` and `fmri/NAME`, each as its README says, and prints what comes of
// each: an expectation that holds, or all that does not.
//
//   npm run build
//   node scripts/cases.mjs FOLDER [NAME ...]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [folder, ...names] = process.argv.slice(2);
if (!folder || !existsSync(folder)) {
  console.error('name the folder of cases');
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), 'unvanish-cases-'));
cpSync(folder, root, { recursive: true });

const small = ['--epochs', '60', '--hidden', '8', '--learning-rate', '0.03', '--readout', 'mean', '--quiet'];
const attention = ['--input-cell-attention', 'mean', '--hops', '4', '--attention-size', '8', '--quiet'];

const cases = {
  'tables/01-labels-renumbered': (run) => {
    const trained = run('train', 'train.csv', '--test', 'test.csv', ...small, '--out', 'o', '--json');
    return [trained.ok(), ['the test is right', trained.json?.test.accuracy > 0.8]];
  },
  'tables/02-positional-labels-numeric-ids': (run) => {
    const trained = (labels, out) =>
      run('train', 'data.csv', '--labels', labels, ...small, '--out', out, '--json').json?.validation.accuracy;
    return [
      ['by position', trained('labels.csv', 'a') > 0.8],
      ['by name', trained('labels-named.csv', 'b') > 0.8],
    ];
  },
  'tables/03-weights-with-tensors-nobody-reads': (run) => {
    const { code, text } = run('explain', 'h0.safetensors', 'x.npy', '--out', 'm.npy', '--predictions', 'l.npy');
    return [['read, or the tensors are named', code === 0 || (code === 2 && /h0/.test(text))]];
  },
  'tables/05-parquet-dates-as-numbers': (run) => [
    run('inspect', 'dateidx.parquet').refusedOr(/date|time/i, /features +2: /),
  ],
  'tables/06-row-counter-as-feature': (run) => [
    run('inspect', 'unnamed.csv').says(/warning: .*"Unnamed: 0".*tells the class alone/),
    run('train', 'unnamed.csv', ...small, '--out', 'o').says(/warning: .*"Unnamed: 0"/),
    run('inspect', 'clean.csv').silent(),
  ],
  'tables/08-blank-rows-of-one-column': (run) => [
    run('inspect', 'mid/manifest.csv').refused(/r02\.csv, row 6, column "hr": the value is missing/),
    run('inspect', 'mid/manifest.csv', '--missing', 'interpolate').silent(),
  ],
  'tables/11-uneven-times-in-fractions': (run) =>
    ['uneven-seconds.csv', 'uneven-whole.csv'].map((file) => run('inspect', file).refused(/after time .* comes 60/)),
  'tables/14-inspect-passes-train-refuses': (run) =>
    ['one-based.csv', 'codes.csv', 'one-based.parquet'].flatMap((file) => [
      run('inspect', file).silent(),
      run('train', file, ...small, '--out', `o-${file}`).ok(),
    ]),
  'tables/15-text-and-ragged-npy': (run) => [
    run('inspect', 'x.npy', '--labels', 'y-text.npy').refusedOr(/astype|csv/i, /classes/),
    run('inspect', 'x.npy', '--labels', 'y-digits.npy').refusedOr(/astype|csv/i, /classes/),
    run('inspect', 'x.npy', '--labels', 'y-object.npy').refusedOr(/astype\(str\)|csv/i, /classes/),
    run('inspect', 'ragged.npy').refused(/lengths/),
    run('inspect', 'both.npz').refusedOr(/lengths/, /classes/),
    run('inspect', 'train-names.npz').refused(/x_train|X_train|train/),
  ],
  'tables/17-timestamps-as-text': (run) =>
    ['iso.csv', 'iso-t.csv', 'same.parquet'].map((file) => run('inspect', file).silent()),
  'tables/18-line-break-in-header': (run) => [run('inspect', 'data.csv').says(/left \(mV\), right \(mV\)/)],
  'tables/20-other-separators-and-encodings': (run) => [
    ...['semi_comma.csv', 'semi_point.csv', 'tab.csv', 'tab_comma.tsv', 'utf16.csv'].map((file) =>
      run('inspect', file).silent(),
    ),
    run('inspect', 'latin1.csv').refused(/--encoding windows-1252/),
    run('inspect', 'latin1.csv', '--encoding', 'windows-1252').says(/T°C/),
  ],
  'tables/21-index-column-without-name': (run) =>
    ['index.csv', 'by-time.csv', 'trailing-comma.csv'].map((file) => run('inspect', file).silent()),
  'tables/25-features-in-other-order': (run) =>
    ['test-long-shuffled.csv', 'test-wide-swapped.csv'].map((file, at) =>
      run('train', 'train.csv', '--test', file, ...small, '--out', `o${at}`).ok(),
    ),
  'tables/28-weights-of-other-formats': (run) => [
    run('explain', 'model.pt', 'x.npy', '--out', 'm.npy').refused(/PyTorch.*save_file/s),
    run('explain', 'keras.safetensors', 'x.npy', '--out', 'm.npy').refused(/kernel/),
    run('explain', 'cell.safetensors', 'x.npy', '--out', 'm.npy').refused(/weight_ih/),
  ],
  'tables/30-columns-t0-t1': (run) => [
    run('inspect', 't0.csv').refused(/--columns steps/),
    run('inspect', 't0.csv', '--columns', 'steps').ok(),
    run('inspect', 'id.csv').refused(/--sample-column id/),
    run('inspect', 'id.csv', '--sample-column', 'id').ok(),
    run('inspect', 'target.csv').refused(/--label-column target/),
    run('inspect', 'target.csv', '--label-column', 'target').ok(),
    run('inspect', 'manifest-age.csv').refused(/"age".*--ignore-columns age/s),
    run('inspect', 'manifest-path.csv').refused(/--file-column path/),
  ],
  'fmri/aroma-confounds-taken-for-regions': (run) => [run('inspect', '.').says(/series +4-D images/)],
  'fmri/class-told-by-length': (run) => [
    run('inspect', 'scans').says(/warning: the number of time steps alone tells the class/),
    run('train', 'scans', ...attention, '--epochs', '2', '--cross-validate', '--out', 'o').says(/warning: the number/),
    run('inspect', 'scans', '--block-length', '12s').lacks(/warning/),
  ],
  'fmri/own-events-lose-to-another-pipeline': (run) => {
    const { json } = run('inspect', '.', '--json');
    return [
      ['the own events are read', json?.samples?.count > 0 && !/derivatives/.test(JSON.stringify(json.runs[0].events))],
    ];
  },
  'fmri/patients-and-controls': (run) => [
    run('inspect', '.', '--cut', 'runs', '--labels', 'participants.tsv').refusedOr(
      /participants|label|column/i,
      /classes/,
    ),
    run('inspect', '.', '--cut', 'runs', '--labels', 'none.tsv').refused(/./),
  ],
  'fmri/probabilistic-atlas': (run) => [
    run('inspect', 'scans', '--atlas', 'prob.nii.gz').refusedOr(/maps|4-D/i, /features +4/),
  ],
  'fmri/region-names-background-first': (run) => [
    run('inspect', 'scans', '--atlas', 'atlas.nii.gz', '--region-names', 'names.txt').refusedOr(
      /names/,
      /features +4: Frontal_L/,
    ),
  ],
  'fmri/region-names-fsl-xml': (run) => [
    run('inspect', 'scans', '--atlas', 'atlas.nii.gz', '--region-names', 'atlas.xml').refusedOr(/XML/, /Frontal/),
  ],
  'fmri/region-names-index-in-capitals': (run) => [
    run('inspect', 'scans', '--atlas', 'atlas.nii.gz', '--region-names', 'names.tsv').refusedOr(/Index/, /Frontal/),
  ],
  'fmri/rest-in-capitals': (run) => [run('inspect', 'scans').says(/events that are no class: "Rest"|looks like rest/)],
  'fmri/run-01-and-run-1': (run) => [run('inspect', '.').ok()],
  'fmri/spike-confounds-of-some-runs': (run) => [run('inspect', '.', '--confounds', 'csf,motion_outlier*').ok()],
  'fmri/test-data-mirrored-in-storage': (run) => {
    const options = [...attention, '--hidden', '8', '--epochs', '60', '--json', '--out', 'o'];
    const { code, json, text } = run('train', 'train', '--test', 'test', ...options);
    return [
      ['refused, or matched by place', code === 2 ? /place|affine|grid|order/.test(text) : json?.test.accuracy > 0.8],
    ];
  },
  'fmri/tr-2000-seconds': (run) => [run('inspect', 'scans').refused(/2000 s.*--tr 2/s)],
  'fmri/two-events-in-one-volume': (run) => [
    run('inspect', 'scans', '--block-length', '6s').refusedOr(/one time step|same time step/, /samples +\d+/),
  ],
};

let failures = 0;
const there = ['tables', 'fmri'].flatMap((kind) =>
  existsSync(join(root, kind)) ? readdirSync(join(root, kind)).map((name) => `${kind}/${name}`) : [],
);
for (const name of there) {
  if (names.length > 0 && !names.some((part) => name.includes(part))) continue;
  const wrong = cases[name]
    ? cases[name](runner(join(root, name))).filter(([, holds]) => !holds)
    : [['is not known', false]];
  failures += wrong.length;
  console.log(`${wrong.length === 0 ? 'as expected' : 'WRONG      '}  ${name}`);
  for (const [what, , said] of wrong)
    console.log(`    ${what}${said ? `: ${said.trim().split('\n').slice(-3).join('\n      ')}` : ''}`);
}
rmSync(root, { recursive: true, force: true });
console.log(failures === 0 ? `all ${there.length} behave as expected` : `${failures} expectations do not hold`);
process.exit(failures === 0 ? 0 : 1);

/** Runs a command in a folder; what it came to can be asked. */
function runner(cwd) {
  return (...args) => {
    const { status: code, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8' });
    const text = `${stdout}${stderr}`;
    const what = args.slice(0, 4).join(' ');
    const isDefect = /defect|undefined|NaN|TypeError|Cannot destructure/.test(stderr);
    const check = (expectation, holds) => [`${what} ${expectation}`, holds && !isDefect, text];
    return {
      code,
      text,
      json: code === 0 && args.includes('--json') ? JSON.parse(stdout) : undefined,
      ok: () => check('succeeds', code === 0),
      silent: () => check('succeeds without a warning', code === 0 && !/warning|error/.test(text)),
      says: (pattern) => check(`says ${pattern}`, code === 0 && pattern.test(text)),
      lacks: (pattern) => check(`does not say ${pattern}`, code === 0 && !pattern.test(text)),
      refused: (pattern) => check(`is refused with ${pattern}`, code === 2 && pattern.test(text)),
      refusedOr: (refusal, reading) =>
        check(
          `is refused with ${refusal} or reads ${reading}`,
          code === 2 ? refusal.test(text) : code === 0 && reading.test(text),
        ),
    };
  };
}
