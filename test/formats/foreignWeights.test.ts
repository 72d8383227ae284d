import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeNpz } from '../../src/formats/numpy/npz.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from './mutations.js';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const pickle = (text: string) => bytes(`\x80\x02${text}`);
const vector = { shape: [1], data: Float32Array.of(1) };

const FILES: [name: string, content: Uint8Array, what: string, remedy: RegExp][] = [
  [
    'm.pt',
    zipSync({ 'm/data.pkl': pickle('ctorch._utils\n_rebuild_tensor_v2') }),
    'a pickle of PyTorch',
    /torch\.load\("m\.pt", map_location="cpu"\); .*save_file\(.*"m\.safetensors"\)$/,
  ],
  [
    'a/whole.pth',
    zipSync({ 'w/data.pkl': pickle('ctorch.nn.modules.rnn\nLSTM') }),
    'a pickle of PyTorch',
    /^it holds a whole module: .*weights_only=False\)\.state_dict\(\).*"a\/whole\.safetensors"\)$/,
  ],
  ['old.pt', pickle('\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'), 'a pickle of PyTorch', /torch\.load/],
  [
    's.pt',
    zipSync({ 's/data.pkl': pickle(''), 's/constants.pkl': pickle(''), 's/code/m.py': strToU8('') }),
    'a TorchScript module',
    /torch\.jit\.load/,
  ],
  ['d.pkl', pickle('cnumpy\nndarray'), 'a pickle', /pickle\.load\(open\("d\.pkl", "rb"\)\)/],
  [
    'k.keras',
    zipSync({ 'config.json': strToU8('{}'), 'model.weights.h5': strToU8('') }),
    'a model of Keras',
    /keras\.models\.load_model\("k\.keras"\)/,
  ],
  ['k.h5', bytes('\x89HDF\r\n\x1a\n..............'), 'an HDF5 file', /keras\.models\.load_model/],
  ['w.npz', encodeNpz([['rnn.weight_ih_l0', vector]]), 'an archive of NumPy', /dict\(np\.load\("w\.npz"\)\)/],
  ['m.onnx', bytes('\x08\x07\x12\x07pytorch.......'), 'a model of ONNX', /state_dict/],
  ['m.tflite', bytes('\x1c\0\0\0TFL3......'), 'a model of TensorFlow Lite', /convert/],
];

describe('weights of other programs', () => {
  it.each(FILES)(
    '%s is called what it is, with the Python that makes safetensors of it',
    (name, content, what, remedy) => {
      const error = refusal(() => decodeSafetensors(content, name));
      expect(error.message).toContain(`${name}: is ${what}`);
      expect(error.remedy).toMatch(remedy);
    },
  );

  it('are told by what they hold, and not by their name', () => {
    const [, content] = FILES[0];
    expect(refusal(() => decodeSafetensors(content, 'm.safetensors')).message).toContain('is a pickle of PyTorch');
    const [, archive] = ['', encodeSafetensors([['a', vector]])];
    expect(decodeSafetensors(archive, 'm.pt').tensors.get('a')?.data).toEqual(vector.data);
  });

  it('keep the error of a safetensors file that is broken', () => {
    const cut = encodeSafetensors([['a', vector]]).subarray(0, 20);
    expect(refusal(() => decodeSafetensors(cut, 'm.safetensors')).message).toContain('cut short');
  });

  it('are named or refused whatever is broken in them', () => {
    fc.assert(
      fc.property(
        mutated(
          FILES.map(([, content]) => content),
          ['\x80', 'PK', 'data.pkl'],
        ),
        (content) => {
          decodedOrRefused(() => decodeSafetensors(content, 'broken'));
        },
      ),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
