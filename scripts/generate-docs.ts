// Writes the generated reference into docs/reference; each generator is a pure function in src.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { typesReference } from '../src/catalogue/reference.js';
import { configurationReference, type GeneratedFile } from '../src/config/index.js';

const GENERATORS: readonly (() => readonly GeneratedFile[])[] = [configurationReference, typesReference];

const root = join(import.meta.dirname, '..');
for (const { path, content } of GENERATORS.flatMap((generate) => generate())) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
