// Checks that data moves forward only: which stations of src/ may import which others, and only through their public
// indexes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { declares, type Import, importsOf, isTest } from './imports-of.js';
import { codeFiles, ROOT } from './tree.js';

interface Station {
  /** The permitted stations besides domain, which every station may use. */
  readonly uses: readonly string[];
  /** Stations from which only types may be imported, for values passed in by callers. */
  readonly typesOf?: readonly string[];
  readonly because: string;
}

/**
 * Every folder of src/ has a line here, in the order of the path: a station comes after all stations that it uses. A
 * new station declares its dependencies in its own line.
 */
const STATIONS: Readonly<Record<string, Station>> = {
  domain: { uses: [], because: 'the vocabulary depends on nothing' },
  text: { uses: [], because: 'it makes any value legible' },
  net: { uses: ['text'], because: 'it sends requests to servers without knowing any particular server' },
  config: { uses: [], because: 'options are resolved before anything else runs' },
  catalogue: {
    uses: ['net', 'config'],
    because: "it fetches the publisher's list of types, and its generated reference has config's form",
  },
  collect: {
    uses: ['text', 'net'],
    because: 'a source hands over deliveries, describes what it has read, and does not know the receiver',
  },
  archive: { uses: [], because: 'originals are bytes named by their hash' },
  records: { uses: [], because: 'it cuts bytes into records without knowing their meaning' },
  read: {
    uses: ['catalogue', 'records'],
    because: 'it turns records into typed rows, whatever the origin and destination of the bytes',
  },
  stages: {
    uses: ['catalogue', 'archive', 'read'],
    because: 'it keeps the files of the mail pipeline, which come from originals, and knows no store',
  },
  store: { uses: [], because: 'the tables follow from the event columns in domain' },
  load: {
    uses: ['catalogue', 'read', 'store'],
    because: 'it looks up types, reads reports, and writes rows and the ledger',
  },
  mapping: {
    uses: ['catalogue'],
    because: 'it puts an event into the words of another system, whatever carries it there',
  },
  query: {
    uses: ['text', 'catalogue', 'store', 'mapping'],
    because: 'it turns queries into SQL over the views, and makes files that are safe for spreadsheets',
  },
  constituents: {
    uses: ['text', 'catalogue', 'records', 'store', 'query'],
    because:
      'it reads files of organisations, knows which rows are theirs, and counts the rows that belong to none of them',
  },
  access: {
    uses: ['net'],
    because: 'it knows who asks, whatever they ask for; identity providers are servers',
  },
  enrich: {
    uses: ['text', 'net', 'records', 'store'],
    because: 'it adds information about addresses to reports',
  },
  triage: {
    uses: ['config', 'catalogue', 'store', 'query'],
    because: "it decides on findings, by people's names of types and the rules in the options",
  },
  notify: {
    uses: ['text', 'config'],
    typesOf: ['triage'],
    because: 'it shows and sends the decisions of triage, but does not start them',
  },
  publish: {
    uses: ['text', 'net', 'catalogue', 'records', 'store', 'mapping', 'query', 'constituents', 'triage'],
    because:
      'an output sends rows of the store that a query selects, also to whom they belong, and does not know who started it',
  },
  retention: { uses: ['archive', 'store'], because: 'it removes stored data, each kind by its own clock' },
  backup: {
    uses: ['archive', 'store'],
    because: 'it copies stored data while in use, and restores it',
  },
  doctor: {
    uses: ['text', 'config', 'catalogue', 'archive', 'store', 'constituents', 'access'],
    because: 'it checks what the others depend on, and changes nothing',
  },
  pipeline: {
    uses: [
      'text',
      'net',
      'config',
      'catalogue',
      'collect',
      'archive',
      'read',
      'stages',
      'store',
      'load',
      'access',
      'enrich',
      'triage',
      'notify',
      'publish',
      'retention',
    ],
    because: 'it takes deliveries through archive and load, and days through triage and notify',
  },
  server: {
    uses: [
      'text',
      'config',
      'catalogue',
      'store',
      'mapping',
      'query',
      'constituents',
      'access',
      'enrich',
      'triage',
      'retention',
      'doctor',
      'pipeline',
    ],
    because: 'it serves other stations over HTTP, like the command line',
  },
  socket: { uses: [], because: 'it transports command lines without knowing any particular command' },
  daemon: {
    uses: ['text', 'config', 'access', 'publish', 'retention', 'pipeline', 'server', 'socket'],
    because: 'it runs the pipeline by the clock, along with health, metrics and commands',
  },
  cli: {
    uses: [
      'text',
      'net',
      'config',
      'catalogue',
      'collect',
      'archive',
      'stages',
      'store',
      'query',
      'constituents',
      'access',
      'enrich',
      'triage',
      'notify',
      'publish',
      'retention',
      'backup',
      'doctor',
      'pipeline',
      'socket',
      'daemon',
    ],
    because: 'commands combine the stations',
  },
};

/**
 * The indexes that join the stations' declarations: each may import the declarations with this file name, and
 * registries.
 */
const JOINS: Readonly<Record<string, string>> = {
  'src/domain/errors.ts': 'errors.ts',
  'src/config/options.ts': 'options.ts',
  'src/store/schema/tables.ts': 'tables.ts',
  'src/server/all-metrics.ts': 'metrics.ts',
};

const isDeclaration = (file: string) => declares(file) && !(file in JOINS);

/** The permitted imports of declarations, besides other declarations of their station. */
const VOCABULARY: ReadonlySet<string> = new Set([
  'src/domain/carried-columns.ts',
  'src/domain/carried-text.ts',
  'src/domain/clock.ts',
  'src/domain/days.ts',
  'src/domain/declarations.ts',
  'src/domain/enriched.ts',
  'src/domain/enricher-entry.ts',
  'src/domain/error-row.ts',
  'src/domain/event-columns.ts',
  'src/domain/stix-choices.ts',
  'src/domain/tlp.ts',
  'src/domain/cve-fact.ts',
  'src/domain/finding-columns.ts',
  'src/domain/finding-state.ts',
  'src/domain/lease-device.ts',
  'src/domain/limits.ts',
  'src/domain/message-state.ts',
  'src/domain/metric.ts',
  'src/domain/option.ts',
  'src/domain/output-entry.ts',
  'src/domain/secret.ts',
  'src/domain/service-status.ts',
  'src/domain/source-entry.ts',
  'src/domain/table.ts',
  // The names of record formats are values of options.
  'src/mapping/registry.ts',
]);

const stationOf = (file: string) => file.split('/')[1]!;

/** The fault of an import, if any. */
function fault(one: Import): string | undefined {
  if (isDeclaration(one.from)) return faultOfDeclaration(one);
  const { from, target, isType } = one;
  const [station, other] = [stationOf(from), stationOf(target)];
  if (!target.startsWith('src/')) return `${from}: imports ${target}, which is not part of the program`;
  if (station === other || other === 'domain') return undefined;
  if (from in JOINS) return faultOfJoin(one);
  const { uses, typesOf = [] } = STATIONS[station]!;
  if (!uses.includes(other) && !(isType && typesOf.includes(other)))
    return `${from}: ${station} may not use ${other} (${target})`;
  if (target !== `src/${other}/index.ts`) return `${from}: ${target} is not the public index of ${other}`;
  return undefined;
}

/** A declaration is imported by an index that everything uses, so its own imports must not use that index. */
function faultOfDeclaration({ from, target, isDynamic, isType }: Import): string | undefined {
  const isOwn = stationOf(from) === stationOf(target);
  // Types of its own station disappear at run time.
  if (isType && isOwn) return undefined;
  // The code behind a declaration is imported when used.
  if (isDynamic && isOwn && from.endsWith('/declaration.ts')) return undefined;
  if (VOCABULARY.has(target) || (isOwn && isDeclaration(target) && !isDynamic)) return undefined;
  return `${from}: is a declaration, so it may import only the vocabulary of declarations and those of its station, not ${target}`;
}

function faultOfJoin({ from, target }: Import): string | undefined {
  if (target.endsWith('/registry.ts') || target.endsWith(`/${JOINS[from]}`)) return undefined;
  return `${from}: joins files called ${JOINS[from]} and registry.ts, not ${target}`;
}

const program = codeFiles(['src']).filter((file) => !isTest(file.path));

it('every folder of src/ is a station of the table', () => {
  const folders = new Set(codeFiles(['src']).map((file) => file.path.split('/')[1]));
  expect([...folders].filter((folder) => !(folder! in STATIONS))).toEqual([]);
});

it('stations import only permitted stations, through their public indexes', () => {
  expect(program.flatMap(importsOf).map(fault).filter(Boolean)).toEqual([]);
});

it('a station comes after all stations that it uses', () => {
  const order = Object.keys(STATIONS);
  const early = Object.entries(STATIONS).flatMap(([station, { uses, typesOf = [] }]) =>
    [...uses, ...typesOf]
      .filter((used) => order.indexOf(used) >= order.indexOf(station) || !order.includes(used))
      .map((used) => `${station} uses ${used}`),
  );
  expect(early).toEqual([]);
});

it('ARCHITECTURE.md lists the stations in the same order', () => {
  const rows = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8').matchAll(/^\| `(\w+)` +\|/gm);
  expect([...rows].map((row) => row[1])).toEqual(Object.keys(STATIONS));
});

it('commands share code through frame, filters and print, never through each other', () => {
  const COMMANDS = 'src/cli/commands/';
  const commandOf = (file: string) => file.slice(COMMANDS.length).split('/')[0];
  const crossing = program
    .filter(({ path }) => path.startsWith(COMMANDS))
    .flatMap(importsOf)
    .filter(({ from, target }) => target.startsWith(COMMANDS) && commandOf(target) !== commandOf(from));
  expect(crossing.map(({ from, target }) => `${from}: imports ${target}`)).toEqual([]);
});

it('tests stay out of the program', () => {
  const reached = program.filter(({ text }) => /'[^']*\/testing\/|\.test\.js'/.test(text));
  expect(reached.map((file) => file.path)).toEqual([]);
});

it('every file that declares something is joined', () => {
  const joined = new Set(
    program
      .filter(({ path }) => path in JOINS || isDeclaration(path))
      .flatMap(importsOf)
      .map(({ target }) => target),
  );
  const declaring = program.map(({ path }) => path).filter(isDeclaration);
  expect(declaring.filter((file) => !joined.has(file))).toEqual([]);
});

it('notices violations', () => {
  const faults = (file: string, text: string) => importsOf({ path: file, text }).map(fault);
  expect(faults('src/archive/put.ts', "import type { Store } from '../store/index.js';")).toEqual([
    'src/archive/put.ts: archive may not use store (src/store/index.ts)',
  ]);
  expect(faults('src/notify/a.ts', "import type { Digest } from '../triage/index.js';")).toEqual([undefined]);
  expect(faults('src/notify/a.ts', "import { decide } from '../triage/index.js';")).toEqual([
    'src/notify/a.ts: notify may not use triage (src/triage/index.ts)',
  ]);
  expect(faults('src/load/a.ts', "const { x } = await import('../store/ledger.js');")).toEqual([
    'src/load/a.ts: src/store/ledger.ts is not the public index of store',
  ]);
  expect(faults('src/load/a.ts', "import x from '../domain/clock.js';\nimport y from './plan.js';")).toEqual([
    undefined,
    undefined,
  ]);
});

describe('of declarations', () => {
  const faults = (file: string, text: string) =>
    importsOf({ path: file, text }).flatMap((each) => fault(each) ?? []);

  it.each([
    ['src/load/errors.ts', "import type { ErrorCode } from '../domain/errors.js';", 'src/domain/errors.ts'],
    ['src/load/errors.ts', "import { cells } from './cells.js';", 'src/load/cells.ts'],
    ['src/load/errors.ts', "await import('./cells.js');", 'src/load/cells.ts'],
    ['src/load/errors.ts', "import { X } from '../store/errors.js';", 'src/store/errors.ts'],
    ['src/collect/api/declaration.ts', "import { calls } from './calls.js';", 'src/collect/api/calls.ts'],
    ['src/collect/registry.ts', "import { calls } from './api/calls.js';", 'src/collect/api/calls.ts'],
  ])('%s must not contain %s', (file, text, target) => {
    expect(faults(file, text)).toEqual([
      `${file}: is a declaration, so it may import only the vocabulary of declarations and those of its station, not ${target}`,
    ]);
  });

  it.each([
    ['src/load/errors.ts', "import { operator } from '../domain/error-row.js';"],
    ['src/collect/api/declaration.ts', "import { API_ERRORS } from './errors.js';"],
    ['src/collect/api/declaration.ts', "open: () => import('./open.js')"],
    ['src/domain/errors.ts', "import { SOURCE_KINDS } from '../collect/registry.js';"],
  ])('%s may contain %s', (file, text) => {
    expect(faults(file, text)).toEqual([]);
  });

  it('notices a join that imports more than declarations', () => {
    expect(faults('src/domain/errors.ts', "import { openStore } from '../store/index.js';")).toEqual([
      'src/domain/errors.ts: joins files called errors.ts and registry.ts, not src/store/index.ts',
    ]);
  });
});
