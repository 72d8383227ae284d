import { cpus } from 'node:os';
import { short, table } from '../markdown.mjs';
import { peakGflops } from '../peak.mjs';

/** What the figures were measured on and with. */
export const machine = {
  name: 'machine',
  title: 'Machine and versions',

  async measure({ peers }) {
    return {
      cpu: cpus()[0].model.trim(),
      cores: cpus().length,
      node: process.version,
      v8: process.versions.v8,
      peers: Object.fromEntries(Object.entries(peers).map(([key, { versions }]) => [key, versions ?? 'missing'])),
      peakGflops: await peakGflops(),
    };
  },

  tables({ cpu, cores, node, v8, peers, peakGflops: { exact, fused } }) {
    const { pytorch, tensorflow } = peers;
    const blas = (names) => (Array.isArray(names) ? names.at(-1) : names);
    return table(
      ['', ''],
      [
        ['processor', `${cpu}, ${cores} cores`],
        ['Node', `${node} (V8 ${v8})`],
        [
          'WebAssembly SIMD, peak of a core',
          `${short(exact)} GFLOP/s, with fused multiply-adds (relaxed SIMD) ${short(fused)} GFLOP/s`,
        ],
        [
          'PyTorch',
          pytorch === 'missing'
            ? pytorch
            : [
                `${pytorch.torch}, ${blas(pytorch.blas)}: ${short(pytorch.matrixProductGflops)} GFLOP/s on a core`,
                ...(pytorch.note ? [pytorch.note] : []),
              ].join('; '),
        ],
        [
          'TensorFlow.js',
          tensorflow === 'missing'
            ? tensorflow
            : `${tensorflow.tfjs}, WebAssembly ${tensorflow.simd ? 'with' : 'without'} SIMD`,
        ],
      ],
    );
  },
};
