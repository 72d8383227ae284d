import { basename } from 'node:path';
import { type SamplingOptions, samplingConfig } from '../recordings/samplingOptions.js';
import type { RecordingSettings } from './recordingSettings.js';

/** How runs became samples, as a report says it; `sampling` takes the place of that of the settings. */
export function recordingFacts(
  {
    mask,
    maskThreshold,
    atlas,
    resample,
    preprocessing: { dropFirst, detrend, highPass, confounds, zscore },
    ...settings
  }: RecordingSettings,
  sampling: SamplingOptions = settings.sampling,
): [term: string, value: string][] {
  const { cut, lag, lead, blockLength: length, blockBaseline: baseline } = samplingConfig(sampling);
  const span = typeof length === 'number' ? `${length} time steps` : (length ?? 'of each block');
  const cuts = [
    `${cut}, lag ${lag} s`,
    ...(lead > 0 ? [`lead ${lead} s`] : []),
    `length ${span}${lead > 0 ? ' after the lead' : ''}`,
    ...(baseline > 0 ? [`mean of the ${baseline} s before subtracted`] : []),
  ];
  const steps = [
    ...(dropFirst === 0 ? [] : [`first ${dropFirst} time steps dropped`]),
    ...(detrend === 'none' ? [] : [`${detrend} trend removed`]),
    ...(highPass === undefined ? [] : [`periods of ${highPass} s and more removed (cosines)`]),
    ...(confounds.length > 0 ? [`confounds regressed out: ${confounds.join(', ')}`] : []),
    ...(zscore ? ['z-scored'] : []),
  ];
  return [
    ...(atlas === undefined ? [] : [['atlas', basename(atlas)] satisfies [string, string]]),
    ...(mask === undefined
      ? []
      : [
          ['mask', `${basename(mask)}${maskThreshold === undefined ? '' : `, from ${maskThreshold} on`}`] satisfies [
            string,
            string,
          ],
        ]),
    ...(resample ? [['resampled', 'mask and atlas, to the nearest voxels'] satisfies [string, string]] : []),
    ['preprocessing', steps.length > 0 ? `${steps.join(', ')}, run by run` : 'none'],
    ['samples', cut === 'runs' ? wholeRuns(settings) : cuts.join(', ')],
  ];
}

function wholeRuns({ labels, labelColumn }: Pick<RecordingSettings, 'labels' | 'labelColumn'>): string {
  if (labels === undefined && labelColumn === undefined) return 'whole runs';
  const column = labelColumn === undefined ? '' : `${labelColumn} in `;
  return `whole runs, of the class ${column}${basename(labels ?? 'participants.tsv')}`;
}
