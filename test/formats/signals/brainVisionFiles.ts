/** The three files of a BrainVision recording of two channels, `C3` and `C4,x`, and three time steps. */
export const VALUES = [1, -4, 2, 5, -3, 6];

export function headerText(lines: Readonly<Record<string, string>> = {}): string {
  const common = {
    Codepage: 'UTF-8',
    DataFile: 'run.eeg',
    MarkerFile: 'run.vmrk',
    DataFormat: 'BINARY',
    DataOrientation: 'MULTIPLEXED',
    NumberOfChannels: '2',
    SamplingInterval: '4000',
    ...lines,
  };
  const {
    BinaryFormat = 'INT_16',
    UseBigEndianOrder = 'NO',
    Ch1 = 'C3,,0.5,µV',
    Ch2 = 'C4\\1x,,,',
    ...rest
  } = common as Record<string, string>;
  return [
    'Brain Vision Data Exchange Header File Version 1.0',
    '; a comment',
    '',
    '[Common Infos]',
    ...Object.entries(rest).map(([key, value]) => `${key}=${value}`),
    '[Binary Infos]',
    `BinaryFormat=${BinaryFormat}`,
    `UseBigEndianOrder=${UseBigEndianOrder}`,
    '[Channel Infos]',
    `Ch1=${Ch1}`,
    `Ch2=${Ch2}`,
    '[Comment]',
    'Amplifier Setup',
    '[not a section',
  ].join('\r\n');
}

export function markerText(...marks: string[]): string {
  return [
    'Brain Vision Data Exchange Marker File, Version 1.0',
    '[Common Infos]',
    'DataFile=run.eeg',
    '[Marker Infos]',
    ...marks.map((mark, index) => `Mk${index + 1}=${mark}`),
  ].join('\n');
}
