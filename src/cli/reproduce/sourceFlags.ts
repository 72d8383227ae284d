import type { CortexOptions } from '../../files/cortexFiles.js';
import type { RecordingOptions } from '../../files/recordingSettings.js';

/** The flags of all sources, and of those of a study's own options that say something about them. */
export interface SourceFlags extends RecordingOptions, CortexOptions {
  readonly seed: number;
  readonly quiet?: boolean;
  readonly mnist?: string;
  readonly fetch?: boolean;
  readonly fmri?: string;
  readonly bids?: string;
  readonly hcp?: string;
  readonly subjects?: number;
  readonly runs?: number;
  readonly groups?: string;
}
