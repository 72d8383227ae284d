import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { switchOnRelaxedSimd } from '../../src/backend/kernels.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeModel, encodeModel } from '../../src/model/weights/savedModel.js';

const SIZES = { inputSize: 3, classes: 2 };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('fast math', () => {
  it('is what an engine, a classifier and a loaded model do only where it is asked for', async () => {
    expect((await Engine.create()).fastMath).toBe(false);
    expect((await Engine.create({ fastMath: true })).fastMath).toBe(true);
    expect((await Classifier.create(SIZES, { seed: 0 })).engine.fastMath).toBe(false);
    const classifier = await Classifier.create(SIZES, { seed: 0, fastMath: true });
    expect(classifier.engine.fastMath).toBe(true);
    const bytes = encodeModel({ classifier });
    expect((await decodeModel(bytes, 'm')).classifier.engine.fastMath).toBe(false);
    expect((await decodeModel(bytes, 'm', { fastMath: true })).classifier.engine.fastMath).toBe(true);
  });

  it('is refused in one line where there is no relaxed SIMD, and nothing else is', async () => {
    vi.resetModules();
    const fresh = await import('../../src/backend/engine.js');
    vi.spyOn(WebAssembly, 'compile').mockRejectedValueOnce(new WebAssembly.CompileError('invalid simd opcode'));
    await expect(fresh.Engine.create({ fastMath: true })).rejects.toMatchObject({
      code: 'missing',
      message: 'fast math: WebAssembly here has no relaxed SIMD: invalid simd opcode',
      remedy: 'leave fast math out, or use Node 20.19 or later or a browser that has it',
    });
    expect((await fresh.Engine.create()).fastMath).toBe(false);
  });
});

describe('relaxed SIMD', () => {
  it('is switched on only where WebAssembly does not take it already', async () => {
    await Engine.create({ fastMath: true });
    vi.resetModules();
    const fresh = await import('../../src/backend/engine.js');
    const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule');
    await fresh.Engine.create({ fastMath: true });
    expect(getBuiltinModule).not.toHaveBeenCalled();
  });

  it.each([
    ['a browser', undefined],
    ['an older Node', {}],
  ])('has no switch in %s', (_, process) => {
    vi.stubGlobal('process', process);
    expect(switchOnRelaxedSimd).not.toThrow();
  });
});
