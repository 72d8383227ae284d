import { UnvanishError } from '../errors.js';
import { pythonText } from '../quoted.js';
import { inflateEntry } from './packed/inflateEntry.js';
import { readZipDirectory, type ZipEntry } from './packed/zipDirectory.js';

/** What a file of another program is, and the Python that makes safetensors of it. */
interface Foreign {
  readonly what: string;
  readonly remedy: string;
}

/**
 * The error of weights that another program wrote; undefined where the file is of no kind that is known. No pickle is read: what it
 * holds is told by the words in it.
 */
export function foreignWeights(bytes: Uint8Array, file: string): UnvanishError | undefined {
  const found = zipped(bytes, file) ?? pickled(bytes, file) ?? otherwise(bytes, file);
  return found && new UnvanishError('format', `${file}: is ${found.what}; .safetensors was expected`, found.remedy);
}

/** Words are looked for in so many bytes. */
const HEAD = 2 ** 20;

function zipped(bytes: Uint8Array, file: string): Foreign | undefined {
  if (!startsWith(bytes, 'PK\x03\x04')) return undefined;
  const entries = entriesOf(bytes, file);
  const has = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name));
  if (has(/(?:^|\/)constants\.pkl$/) && has(/(?:^|\/)code\//)) {
    return {
      what: 'a TorchScript module',
      remedy: `${TORCH}; m = torch.jit.load(${pythonText(file)}, map_location="cpu").state_dict(); ${saved('m', file)}`,
    };
  }
  const pickle = entries.find(({ name }) => /(?:^|\/)data\.pkl$/.test(name));
  if (pickle) {
    const text = pickle.size <= HEAD ? latin1(inflateEntry(pickle, file)) : '';
    return { what: 'a pickle of PyTorch (torch.save)', remedy: fromTorch(text, file) };
  }
  if (has(/^model\.weights\.h5$/)) return keras(file, 'a model of Keras');
  if (has(/\.npy$/))
    return { what: 'an archive of NumPy', remedy: fromNumpy(`dict(np.load(${pythonText(file)}))`, file) };
  return undefined;
}

function entriesOf(bytes: Uint8Array, file: string): readonly ZipEntry[] {
  try {
    return readZipDirectory(bytes, file, { entries: 100_000, totalBytes: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    if (error instanceof UnvanishError) return [];
    throw error;
  }
}

/** The number that torch.save wrote first before it wrote archives. */
const LEGACY = '\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.';

function pickled(bytes: Uint8Array, file: string): Foreign | undefined {
  const [mark, version] = bytes;
  if (mark !== 0x80 || version < 2 || version > 5) return undefined;
  const text = latin1(bytes.subarray(0, HEAD));
  const isTorch = text.slice(2).startsWith(LEGACY) || text.includes('torch');
  if (isTorch) return { what: 'a pickle of PyTorch (torch.save)', remedy: fromTorch(text, file) };
  const load = `pickle.load(open(${pythonText(file)}, "rb"))`;
  return { what: 'a pickle', remedy: `where it is a dictionary of arrays: import pickle; ${fromNumpy(load, file)}` };
}

function otherwise(bytes: Uint8Array, file: string): Foreign | undefined {
  if (startsWith(bytes, '\x89HDF\r\n\x1a\n')) return keras(file, 'an HDF5 file, as Keras writes');
  if (startsWith(bytes, '\x93NUMPY'))
    return { what: 'an array of NumPy', remedy: 'weights are several, by their names' };
  if (startsWith(bytes.subarray(4), 'TFL3'))
    return { what: 'a model of TensorFlow Lite', remedy: 'convert the model that it was made of' };
  // ONNX is a protobuf whose first field is a small version and whose next ones are texts.
  const isOnnx = /\.onnx$/i.test(file) || (bytes[0] === 8 && bytes[1] < 32 && bytes[2] === 0x12);
  if (!isOnnx) return undefined;
  return {
    what: 'a model of ONNX',
    remedy: `its LSTM has other names and gates in another order (i, o, f, c): save the state_dict of the PyTorch model that it was made of, ${saved('model.state_dict()', file)}`,
  };
}

const TORCH = 'import torch; from safetensors.torch import save_file';

/** From the words of a pickle: whether it is a whole module. */
function fromTorch(text: string, file: string): string {
  const isModule = text.includes('torch.nn.modules');
  if (isModule) {
    return `it holds a whole module: where its class is defined, ${TORCH}; m = torch.load(${pythonText(file)}, map_location="cpu", weights_only=False).state_dict(); ${saved('m', file)}`;
  }
  // A checkpoint has the weights beside other things; the state of an optimiser is no dictionary of tensors alone.
  const weights = 'next((v for v in m.values() if hasattr(v, "items") and all(map(torch.is_tensor, v.values()))), m)';
  return `${TORCH}; m = torch.load(${pythonText(file)}, map_location="cpu"); m = ${weights}; ${saved('m', file)}`;
}

function saved(dictionary: string, file: string): string {
  return `save_file({k: v.contiguous().clone() for k, v in ${dictionary}.items()}, ${pythonText(renamed(file))})`;
}

function fromNumpy(dictionary: string, file: string): string {
  return `import numpy as np; from safetensors.numpy import save_file; save_file(${dictionary}, ${pythonText(renamed(file))})`;
}

function keras(file: string, what: string): Foreign {
  const load = `import keras; from safetensors.numpy import save_file; m = keras.models.load_model(${pythonText(file)})`;
  const names = '{getattr(w, "path", w.name): w.numpy() for w in m.weights}';
  return {
    what,
    remedy: `${load}; save_file(${names}, ${pythonText(renamed(file))}); that file is told how its names become PyTorch’s (of weights alone: make the model m, and m.load_weights)`,
  };
}

function renamed(file: string): string {
  return `${file.replace(/\.[^./\\]*$/, '')}.safetensors`;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return latin1(bytes.subarray(0, text.length)) === text;
}

/** Bytes as characters of the same numbers. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return text;
}
