// Compiles the reader's kernel, and identifies the sources and the compiler of the compiled kernel.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const ROOT = path.join(import.meta.dirname, '..');
const SOURCES = 'src/read/kernel/assembly';
/** The module that holds the built kernel. */
export const BUILT_FILE = path.join(ROOT, 'src/read/kernel/built.ts');

const OPTIONS = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort='];

/** SHA-256 over the sources, the options and the compiler's version, which reveals an outdated built file. */
export function kernelSources(): string {
  const hash = createHash('sha256').update(asc.version).update(OPTIONS.join(' '));
  const files = readdirSync(path.join(ROOT, SOURCES)).filter((file) => file.endsWith('.ts'));
  for (const file of files.sort()) {
    hash.update(`\n${file}\n`).update(readFileSync(path.join(ROOT, SOURCES, file)));
  }
  return hash.digest('hex');
}

/** The text of the module that holds the kernel. @throws Error with the compiler's messages */
export async function builtModule(): Promise<string> {
  const files = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [`${SOURCES}/index.ts`, ...OPTIONS, '--baseDir', ROOT, '--outFile', 'kernel.wasm'],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`${stderr}`, { cause: error });
  const wasm = Buffer.from(files.get('kernel.wasm') as Uint8Array);
  return [
    '// The compiled kernel. `npm run build:kernel` generates this file from the files of assembly/ and overwrites changes.',
    '',
    '/** SHA-256 over the sources, the options and the version of the compiler. */',
    `export const KERNEL_SOURCES = '${kernelSources()}';`,
    '',
    '/** The WebAssembly module, in base64. */',
    'export const KERNEL_BASE64 =',
    `  '${wasm.toString('base64')}';`,
    '',
  ].join('\n');
}
