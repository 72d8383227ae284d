import { expect } from 'vitest';
import { bytesOf } from './sampleFiles.js';

/** A report's HTML without its images, in whose base64 any word may stand. */
export function reportText(...path: string[]): string {
  return bytesOf(...path)
    .toString()
    .replace(/data:image\/png;base64,[\w+/=]+/g, 'data:');
}

/** A report needs nothing else, and has no number that is none. */
export function expectWhole(report: string): void {
  expect(report.match(/(?:src|url\()\s*=?\s*["']?(?:https?:)?\/\/.{0,40}/gi)).toBeNull();
  expect(report.includes('NaN')).toBe(false);
  expect(report.includes('undefined')).toBe(false);
}
