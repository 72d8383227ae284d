import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';

/** Samples as splits need to know them, of which some share time steps of a recording. */
export interface EpisodicSamples {
  /** As in `Dataset`. */
  readonly episodes?: readonly string[] | undefined;
  readonly sampleNames?: readonly string[] | undefined;
}

/** What to do where samples that share time steps leave too little to divide. */
export const SEPARATE_SAMPLES =
  'cut samples that share none (a shorter `blockLength`, with `cut: windows` a greater `blockStride`), or give several runs';

/**
 * Checks that groups keep together what shares time steps: apart, one part of a split would show the other.
 *
 * @param groups one name a sample.
 * @throws UnvanishError `option`, naming two samples.
 */
export function checkEpisodes({ episodes, sampleNames }: EpisodicSamples, groups: readonly string[]): void {
  const first = new Map<string, number>();
  episodes?.forEach((episode, sample) => {
    const before = first.get(episode);
    if (before === undefined) first.set(episode, sample);
    else if (groups[before] !== groups[sample]) {
      const [one, other] = [before, sample].map((each) => quoted(sampleNames?.[each] ?? String(each)));
      throw new UnvanishError(
        'option',
        `samples ${one} and ${other} share time steps, directly or by way of others, but are of the groups ${quoted(groups[before])} and ${quoted(groups[sample])}`,
        'give them one group, or cut samples that share none (`blockLength`, with `cut: windows` `blockStride`)',
      );
    }
  });
}
