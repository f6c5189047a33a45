// Checks which files use the operator's scope, and which ones write SQL over the tables that scopes guard.
import { describe, expect, it } from 'vitest';
import { importsOf, isTest } from './imports-of.js';
import { type CodeFile, codeFiles } from './tree.js';

const EVERYTHING = 'src/domain/everything.ts';

/** Files and folders that may import the operator's scope. */
const TAKE_EVERYTHING: Readonly<Record<string, string>> = {
  'src/domain/scope.ts': 'it imports only the type',
  'src/pipeline/workspace.ts': 'a person who can open the data folder is the operator',
  'src/cli/frame/diagnosis/': 'it checks a store that may not open as a workspace',
  'src/pipeline/repair/': 'it repairs a store that does not open as a workspace yet',
  'src/cli/commands/store/': 'it migrates a store that does not open as a workspace yet',
};

/** Stations whose SQL names tables of rows. All others read through the store under a scope. */
const WRITE_SQL: Readonly<Record<string, string>> = {
  store: 'the tables are its own',
  triage: 'it decides on all findings, and receives the tables from callers with everything',
  pipeline: 'it plans the migration of a store over all reports',
};

const ROW_TABLES = [
  ...['event_rows', 'events', 'finding_day_rows', 'finding_days', 'finding_versions', 'findings'],
  ...['ledger', 'reports', 'live_loads', 'hidden_loads', 'quarantine_rows', 'quarantine', 'deliveries'],
  ...['count_rows', 'counts'],
  ...['message_versions', 'messages', 'decision_rows', 'decisions', 'digest_log', 'digests'],
  ...['finding_event_rows', 'finding_events', 'finding_states'],
];
const NAMES_TABLE = new RegExp(`\\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\\s+(${ROW_TABLES.join('|')})\\b`);

const isAllowed = (file: string) => Object.keys(TAKE_EVERYTHING).some((place) => file.startsWith(place));
const takes = (file: CodeFile) => importsOf(file).some(({ target }) => target === EVERYTHING);

/** The faults of a file, if any. */
function faults(file: CodeFile): string[] {
  const station = file.path.split('/')[1]!;
  const table = station in WRITE_SQL ? undefined : NAMES_TABLE.exec(file.text)?.[1];
  return [
    ...(takes(file) && !isAllowed(file.path) ? [`${file.path}: must not use everything`] : []),
    ...(table === undefined ? [] : [`${file.path}: names the table ${table} past the scope`]),
  ];
}

const program = codeFiles(['src']).filter(({ path }) => !isTest(path));

it('only the operator uses everything, and only the store names tables of rows', () => {
  expect(program.flatMap(faults)).toEqual([]);
});

it('every exception is needed', () => {
  const takers = program.filter(takes).map(({ path }) => path);
  const idle = Object.keys(TAKE_EVERYTHING).filter((place) => !takers.some((file) => file.startsWith(place)));
  const writers = new Set(
    program.filter(({ text }) => NAMES_TABLE.test(text)).map(({ path }) => path.split('/')[1]),
  );
  expect([...idle, ...Object.keys(WRITE_SQL).filter((station) => !writers.has(station))]).toEqual([]);
});

describe('violations are noticed', () => {
  it.each([
    ['src/server/api/list.ts', "import { everything } from '../../domain/everything.js';"],
    ['src/notify/a.ts', "const { everything } = await import('../domain/everything.js');"],
    ['src/query/answer/page.ts', "export * from '../../domain/everything.js';"],
    ['src/triage/digest.ts', "import * as all from '../domain/everything.js';"],
  ])('in %s: %s', (path, text) => {
    expect(faults({ path, text })).toEqual([`${path}: must not use everything`]);
  });

  it.each([
    ['src/query/answer/facet.ts', 'const sql = `SELECT count() FROM events WHERE 1`;', 'events'],
    ['src/server/api/list.ts', 'const sql = `SELECT * FROM a JOIN\n  reports USING load`;', 'reports'],
  ])('in %s: %s', (path, text, table) => {
    expect(faults({ path, text })).toEqual([`${path}: names the table ${table} past the scope`]);
  });
});
