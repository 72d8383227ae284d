// Compiles assembly/ to WebAssembly, once as every machine computes alike and once with relaxed SIMD, and writes each,
// base64, into a module that Node and browsers load alike; and the TypeScript interface of what they export.
import { writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { kernelTypes } from './kernel-types.mjs';

const builds = [
  { module: 'kernels', name: 'kernelsBase64', options: [] },
  { module: 'fastKernels', name: 'fastKernelsBase64', options: ['--enable=relaxed-simd'] },
];

for (const { module, name, options } of builds) {
  const output = new Map();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      '--outFile=kernels.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime=stub',
      '--importMemory',
      '--initialMemory=32',
      '--enable=simd',
      ...options,
    ],
    { writeFile: (file, contents) => void output.set(file, contents) },
  );
  if (error) {
    process.stderr.write(stderr.toString());
    process.exit(1);
  }
  const wasm = Buffer.from(output.get('kernels.wasm'));
  await writeFile(
    `src/backend/${module}.generated.ts`,
    `// Compiled from assembly/ by scripts/build-kernels.mjs.\nexport const ${name}: string =\n  '${wasm.toString('base64')}';\n`,
  );
  console.log(`${module}: ${wasm.length} bytes of WebAssembly`);
}

await writeFile('src/backend/kernelTypes.generated.ts', await kernelTypes());
