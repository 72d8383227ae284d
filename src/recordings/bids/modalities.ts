import { shownPath, someOf } from '../../quoted.js';
import { bidsName, type NamedPath } from './bidsName.js';

/** What the suffixes of BIDS mean; https://bids-specification.readthedocs.io/en/stable/appendices/entity-table.html */
const MODALITIES: readonly (readonly [what: string, suffixes: RegExp])[] = [
  ['EEG', /^eeg$/],
  ['intracranial EEG', /^ieeg$/],
  ['MEG', /^meg$/],
  ['NIRS', /^nirs$/],
  ['EMG', /^emg$/],
  ['motion capture', /^motion$/],
  ['PET', /^pet$/],
  ['diffusion MRI', /^dwi$/],
  ['arterial spin labelling', /^(?:asl|m0scan)$/],
  ['MR spectroscopy', /^(?:svs|mrsi|unloc|mrsref)$/],
  [
    'structural MRI',
    /^(?:T[12]w|T2star|T2starw|FLAIR|PDT?2?w|inplaneT[12]|angio|MP2RAGE|UNIT1|(?:T1|T2|T2star|R1|R2|R2star|PD|MTR|MTsat|Chi)map|defacemask)$/,
  ],
  ['field maps', /^(?:phase\d?|phasediff|magnitude\d?|fieldmap|epi)$/],
  ['other functional images', /^(?:sbref|cbv|phase)$/],
  ['microscopy', /^(?:TEM|SEM|uCT|BF|DF|PC|DIC|FLUO|CONF|PLI|CARS|2PE|MPE|SR|NLO|OCT|SPIM)$/],
  ['physiology', /^(?:physio|stim)$/],
  ['behaviour', /^beh$/],
];
const BESIDE = ['.json', '.bval', '.bvec'];

/** What a folder holds, by the names of its files, as an error says it: `it holds EEG (12 files: …)`. */
export function modalitiesIn(named: readonly NamedPath[]): string {
  const found = new Map<string, Set<string>>();
  for (const { path } of named) {
    const recorded = recordedIn(path);
    if (!recorded) continue;
    const known = found.get(recorded.what);
    if (known) known.add(recorded.recording);
    else found.set(recorded.what, new Set([recorded.recording]));
  }
  if (found.size > 0) {
    const each = [...found].map(([what, files]) => `${what} (${files.size}, as ${shownPath([...files][0])})`);
    return `it holds ${each.join(', ')}`;
  }
  if (named.length === 0) return 'it is empty';
  return `it holds ${someOf(
    named.map(({ path }) => shownPath(path)),
    3,
  )}`;
}

/** The modality of a file and the recording that it is of, which may be a folder, as in MEG, or several files, as in BrainVision's EEG. */
function recordedIn(path: string): { what: string; recording: string } | undefined {
  const parts = path.split('/');
  for (const [depth, part] of parts.entries()) {
    const { suffix, extension, entities } = bidsName(part);
    if (!entities.has('sub') || BESIDE.includes(extension)) continue;
    const what = MODALITIES.find(([, suffixes]) => suffixes.test(suffix))?.[0];
    if (what === undefined) continue;
    const isTwin = ['.vmrk', '.eeg', '.fdt'].includes(extension);
    const of = isTwin ? part.slice(0, -extension.length) + (extension === '.fdt' ? '.set' : '.vhdr') : part;
    return { what, recording: [...parts.slice(0, depth), of].join('/') };
  }
  return undefined;
}
