// Proves that a new kind of source costs its folder and one line: a kind that exists only in tests goes through the
// registry's join, the configuration, the reference, the contract of sources and the pipeline without a change
// anywhere.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SOURCE_KINDS } from '../src/collect/registry.js';
import { contextIn, entryOf } from '../src/collect/testing/entry-of.js';
import { type SourceUnderTest, testSourceContract } from '../src/collect/testing/source-contract.js';
import { sourcesReference } from '../src/config/entry-reference.js';
import { sourcesSchema } from '../src/config/entry-schema.js';
import { loadSettings } from '../src/config/index.js';
import { errorsOf } from '../src/domain/declarations.js';
import { closeSources, openSources, openWorkspace, runCycle } from '../src/pipeline/index.js';
import { SHELF_KIND } from './support/shelf-source/declaration.js';

/** The line in the registry. */
const KINDS = [...SOURCE_KINDS, SHELF_KIND];

const clock = () => new Date('2026-02-03T04:05:06Z');
const csv = (number: number) => `"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.${number}"\n`;

function place(): string {
  return mkdtempSync(path.join(tmpdir(), 'sundial-shelf-'));
}

/** Adds a report to a folder's shelf. */
function shelve(folder: string, numbers: readonly number[]): void {
  const files = numbers.map((number) => path.join(folder, `2026-01-15-scan_ssl-list${number}.csv`));
  for (const [at, file] of files.entries()) writeFileSync(file, csv(numbers[at]!));
  writeFileSync(path.join(folder, 'index.txt'), ['1234', ...files, ''].join('\n'));
}

async function shelf(index = 'index.txt'): Promise<SourceUnderTest> {
  const folder = place();
  const numbers: number[] = [];
  shelve(folder, numbers);
  const entry = { index: path.join(folder, index), pin: '1234' };
  return {
    open: () => SHELF_KIND.open(entryOf(SHELF_KIND, entry), contextIn(folder)),
    add: (number) => {
      numbers.push(number);
      shelve(folder, numbers);
    },
    close: async () => rmSync(folder, { recursive: true }),
  };
}

testSourceContract('shelf', {
  make: shelf,
  secrets: ['1234'],
  gone: { make: () => shelf('none.txt'), code: 'path-missing' },
});

test('errors, schema and reference follow from the declaration', () => {
  expect(Object.keys(errorsOf(KINDS))).toContain('shelf-locked');
  expect(JSON.stringify(sourcesSchema(KINDS))).toContain('"pin_env"');
  const reference = sourcesReference(KINDS);
  expect(reference).toContain('### kind: shelf');
  expect(reference).toContain('| `pin`, `pin_file` or `pin_env` | text | needed |');
});

test('the new kind is configured and read like every other kind', async () => {
  const folder = place();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  shelve(folder, [1, 2]);
  const yaml =
    'sources:\n  - {name: attic, kind: shelf, index: index.txt, pin_env: PIN, exclude_types: [scan_http]}\n';
  writeFileSync(path.join(folder, 'sundial.yaml'), yaml);
  const { settings } = await loadSettings({
    ...{ flags: { dataDir: path.join(folder, 'data') }, env: { PIN: '1234' }, cwd: folder, home: folder },
    kinds: KINDS,
  });
  const workspace = await openWorkspace(settings);
  const sources = await openSources(settings, { clock, env: {}, kinds: KINDS });
  const watch = { step: () => {}, archived: () => {}, read: () => {}, decided: () => {} };
  const { signal } = new AbortController();
  const cycle = () => runCycle(workspace, { sources, clock, signal, watch });
  const [first] = (await cycle()).reads;
  expect([first!.source, first!.kind, first!.taken.totals.accepted]).toEqual(['attic', 'shelf', 2]);
  expect((await cycle()).reads[0]!.taken.outcomes).toEqual([]);
  const runs = await workspace.operator.tables.rows('SELECT DISTINCT command FROM runs');
  expect(runs).toEqual([{ command: 'shelf attic' }]);
  await closeSources(sources);
  await workspace.store.close();
});
