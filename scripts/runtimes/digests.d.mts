import type * as Report from '../../src/face/report.js';
import type * as Api from '../../src/index.js';

export function digestsOf(
  library: Pick<typeof Api, 'Classifier' | 'createDataset' | 'train'>,
  options?: { readonly threads?: number },
): Promise<Record<string, string>>;

export function digestsOfAnalyses(library: typeof Api, report: typeof Report): Promise<Record<string, string>>;

export function sha256(bytes: ArrayBufferView): Promise<string>;
