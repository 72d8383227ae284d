// The TypeScript interface of the WebAssembly exports, from the functions that assembly/index.ts exports and their comments.
import { readFile } from 'node:fs/promises';

const types = { usize: 'Pointer', i32: 'number', f32: 'number', f64: 'number', bool: 'number', void: 'void' };

/** The text of a module with `Pointer`, the interface `Kernels` and the names of all kernels. */
export async function kernelTypes() {
  const exports = await exportsOf('assembly/index.ts');
  const members = [];
  for (const [index, { name, file }] of exports.entries()) {
    const { kind, text } = memberOf(name, file, await readFile(file, 'utf8'));
    const first = exports[index - 1]?.file !== file;
    members.push({ name, kind, text: first ? `  // ${file} has the equations and layouts.\n${text}` : text });
  }
  const functions = members.filter(({ kind }) => kind === 'function').map(({ name }) => `'${name}'`);
  return `// Made from assembly/ by scripts/build-kernels.mjs.

/** A byte offset into the engine's memory. */
export type Pointer = number;

/** The kernels that assembly/ exports. A bool of theirs is 0 or 1 here. */
export interface Kernels {
${members.map(({ text }) => text).join('\n')}
}

/** Those of the exports that are functions. */
export const kernelNames = [${functions.join(', ')}] as const;
`;
}

async function exportsOf(index) {
  const text = await readFile(index, 'utf8');
  return [...text.matchAll(/export \{([^}]*)\} from '\.\/([^']+)'/g)].flatMap(([, names, module]) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, file: `assembly/${module}.ts` })),
  );
}

function memberOf(name, file, text) {
  const [, comment] =
    new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\n+export (?:function|const) ${name}\\b`).exec(text) ?? [];
  if (comment === undefined) throw new Error(`${file}: ${name} has no comment that says what it computes`);
  const doc = comment.replace(/^/gm, '  ');
  const signature = new RegExp(`export function ${name}\\(([^)]*)\\): (\\w+)`).exec(text);
  if (signature === null) return { kind: 'global', text: `${doc}\n  readonly ${name}: { readonly value: number };` };
  const [, list, result] = signature;
  const parameters = list
    .split(',')
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '')
    .map((parameter) => {
      const [key, type] = parameter.split(': ');
      return `${key}: ${typeOf(type, file, name)}`;
    });
  const head = `${doc}\n  ${name}(${parameters.join(', ')}): ${typeOf(result, file, name)};`;
  return { kind: 'function', text: head };
}

function typeOf(type, file, name) {
  const known = types[type];
  if (known === undefined)
    throw new Error(`${file}: ${name} has a ${type}, which JavaScript does not give to a kernel`);
  return known;
}
