// Compiles assembly/ to WebAssembly and writes it, base64, into a module that Node and browsers load alike.
import { writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

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
  ],
  { writeFile: (name, contents) => void output.set(name, contents) },
);
if (error) {
  process.stderr.write(stderr.toString());
  process.exit(1);
}
const wasm = Buffer.from(output.get('kernels.wasm'));
await writeFile(
  'src/backend/kernels.generated.ts',
  `// Compiled from assembly/ by scripts/build-kernels.mjs.\nexport const kernelsBase64 =\n  '${wasm.toString('base64')}';\n`,
);
console.log(`kernels: ${wasm.length} bytes of WebAssembly`);
