// Writes the generated reference into docs/reference; each generator is a pure function in src.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { typesReference } from '../src/catalogue/reference.js';
import { commandReference } from '../src/cli/manual/command-reference.js';
import { configurationReference, type GeneratedFile } from '../src/config/index.js';
import { errorsReference } from '../src/domain/errors-reference.js';
import { cefReference } from '../src/mapping/cef/reference.js';
import { ecsReference } from '../src/mapping/ecs/reference.js';
import { stixReference } from '../src/mapping/index.js';
import { intelmqReference } from '../src/mapping/intelmq/reference.js';
import { mispReference } from '../src/mapping/misp/reference.js';
import { splunkReference } from '../src/mapping/splunk/reference.js';
import { queryFieldsReference } from '../src/query/index.js';
import { apiReference, openApiReference } from '../src/server/index.js';

const GENERATORS: readonly (() => readonly GeneratedFile[])[] = [
  configurationReference,
  typesReference,
  commandReference,
  errorsReference,
  queryFieldsReference,
  cefReference,
  splunkReference,
  mispReference,
  ecsReference,
  intelmqReference,
  stixReference,
  apiReference,
  openApiReference,
];

/** Every generated file with its content. */
export function generatedFiles(): GeneratedFile[] {
  return GENERATORS.flatMap((generate) => generate());
}

async function write(): Promise<void> {
  const root = join(import.meta.dirname, '..');
  for (const { path, content } of generatedFiles()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await write();
