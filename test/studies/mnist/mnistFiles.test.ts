import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkSums } from '../../../src/studies/mnist/mnistFiles.node.js';

const folder = mkdtempSync(join(tmpdir(), 'unvanish-mnist-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fetched MNIST files', () => {
  it('that are not those this program was tested with are refused by name', async () => {
    for (const part of ['train', 't10k']) {
      writeFileSync(join(folder, `${part}-images-idx3-ubyte`), 'tampered');
      writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), 'tampered');
    }
    await expect(checkSums(folder)).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(/ubyte: SHA-256 is [0-9a-f]{64} where [0-9a-f]{64} was expected/),
    });
  });
});
