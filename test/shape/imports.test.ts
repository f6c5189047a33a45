// Checks that data moves forward only: which station of src/ may import which, and only through its public index.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { declares, type Import, importsOf, isTest } from './imports-of.js';
import { codeFiles, ROOT } from './tree.js';

interface Station {
  /** Besides domain, which every station may use. */
  readonly uses: readonly string[];
  /** Stations whose types alone it takes, to be handed what they made. */
  readonly typesOf?: readonly string[];
  readonly because: string;
}

/**
 * Every folder of src/ has its line here, in the order of the path: a station stands behind all that it uses. A new
 * station decides what it stands on by writing its own line.
 */
const STATIONS: Readonly<Record<string, Station>> = {
  domain: { uses: [], because: 'the vocabulary stands on nothing' },
  text: { uses: [], because: 'it makes any value legible' },
  net: { uses: ['text'], because: 'it carries requests to servers and knows none of them' },
  config: { uses: [], because: 'options are settled before anything else runs' },
  catalogue: {
    uses: ['net', 'config'],
    because:
      'it fetches what the publisher lists, and its generated reference has the form that config declares',
  },
  collect: {
    uses: ['text', 'net'],
    because: 'a source hands over deliveries, says in words what it read, and does not know who takes them',
  },
  archive: { uses: [], because: 'originals are bytes under their own hash' },
  records: { uses: [], because: 'it cuts bytes into records and does not know what they are about' },
  read: {
    uses: ['catalogue', 'records'],
    because: 'it turns records into typed rows, wherever their bytes come from and go',
  },
  store: { uses: [], because: 'the tables follow from the event columns in domain' },
  load: {
    uses: ['catalogue', 'read', 'store'],
    because: 'it asks what a type is, has reports read, and writes rows and the ledger',
  },
  query: {
    uses: ['text', 'catalogue', 'store'],
    because: 'it turns what people ask into SQL over the views, and files into what spreadsheets may open',
  },
  enrich: {
    uses: ['text', 'net', 'records', 'store'],
    because: 'it adds what others know of addresses to what reports say',
  },
  triage: {
    uses: ['config', 'catalogue', 'store', 'query'],
    because: 'it decides over findings, by types as people name them and by the rules of the options',
  },
  notify: {
    uses: ['text', 'config'],
    typesOf: ['triage'],
    because: 'it shows and sends what triage decided, and lets triage decide nothing',
  },
  publish: { uses: [], because: 'what outputs declare stands on the vocabulary alone' },
  retention: { uses: ['archive', 'store'], because: 'it takes away what they keep, each by its own clock' },
  backup: {
    uses: ['archive', 'store'],
    because: 'it copies what they keep while they are in use, and gives it back',
  },
  doctor: {
    uses: ['text', 'config', 'catalogue', 'archive', 'store'],
    because: 'it looks at what all others stand on, and changes nothing',
  },
  pipeline: {
    uses: [
      'net',
      'config',
      'catalogue',
      'collect',
      'archive',
      'read',
      'store',
      'load',
      'triage',
      'notify',
      'retention',
    ],
    because: 'it takes what sources hand over through archive and load, and days through triage and notify',
  },
  server: {
    uses: ['config', 'catalogue', 'store', 'query', 'enrich', 'triage', 'retention', 'doctor', 'pipeline'],
    because: 'it answers over HTTP what other stations know and do, as the command line does',
  },
  socket: { uses: [], because: 'it carries command lines and knows none of them' },
  daemon: {
    uses: ['config', 'retention', 'pipeline', 'server', 'socket'],
    because: 'it runs the pipeline by the clock, with health, metrics and commands beside it',
  },
  cli: {
    uses: [
      'text',
      'net',
      'config',
      'catalogue',
      'collect',
      'archive',
      'store',
      'query',
      'enrich',
      'triage',
      'notify',
      'retention',
      'backup',
      'doctor',
      'pipeline',
      'socket',
      'daemon',
    ],
    because: 'commands put the stations together',
  },
};

/** The indexes that join what stations declare: each may import the declarations of this name, and registries. */
const JOINS: Readonly<Record<string, string>> = {
  'src/domain/errors.ts': 'errors.ts',
  'src/config/options.ts': 'options.ts',
  'src/store/schema/tables.ts': 'tables.ts',
  'src/server/all-metrics.ts': 'metrics.ts',
};

const isDeclaration = (file: string) => declares(file) && !(file in JOINS);

/** What declarations are written in, besides other declarations of their station. */
const VOCABULARY: ReadonlySet<string> = new Set([
  'src/domain/clock.ts',
  'src/domain/declarations.ts',
  'src/domain/error-row.ts',
  'src/domain/event-columns.ts',
  'src/domain/finding-columns.ts',
  'src/domain/finding-state.ts',
  'src/domain/limits.ts',
  'src/domain/message-state.ts',
  'src/domain/metric.ts',
  'src/domain/option.ts',
  'src/domain/secret.ts',
  'src/domain/service-status.ts',
  'src/domain/source-entry.ts',
  'src/domain/table.ts',
]);

const stationOf = (file: string) => file.split('/')[1]!;

/** What is wrong with an import, or nothing. */
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

/** A declaration is imported by an index that everything uses, so what it imports must not use that index. */
function faultOfDeclaration({ from, target, isDynamic, isType }: Import): string | undefined {
  const isOwn = stationOf(from) === stationOf(target);
  // Types of its own station are gone when the program runs.
  if (isType && isOwn) return undefined;
  // The code behind a declaration is imported when it is used.
  if (isDynamic && isOwn && from.endsWith('/declaration.ts')) return undefined;
  if (VOCABULARY.has(target) || (isOwn && isDeclaration(target) && !isDynamic)) return undefined;
  return `${from}: declares, so it may import only the vocabulary of declarations and those of its station, not ${target}`;
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

it('stations import only what they may, through its public index', () => {
  expect(program.flatMap(importsOf).map(fault).filter(Boolean)).toEqual([]);
});

it('a station stands behind all that it uses', () => {
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

it('commands share code through frame, filters and print, and never through each other', () => {
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

it('notices what it should', () => {
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
    importsOf({ path: file, text }).flatMap((one) => fault(one) ?? []);

  it.each([
    ['src/load/errors.ts', "import type { ErrorCode } from '../domain/errors.js';", 'src/domain/errors.ts'],
    ['src/load/errors.ts', "import { cells } from './cells.js';", 'src/load/cells.ts'],
    ['src/load/errors.ts', "await import('./cells.js');", 'src/load/cells.ts'],
    ['src/load/errors.ts', "import { X } from '../store/errors.js';", 'src/store/errors.ts'],
    ['src/collect/api/declaration.ts', "import { calls } from './calls.js';", 'src/collect/api/calls.ts'],
    ['src/collect/registry.ts', "import { calls } from './api/calls.js';", 'src/collect/api/calls.ts'],
  ])('%s may not say %s', (file, text, target) => {
    expect(faults(file, text)).toEqual([
      `${file}: declares, so it may import only the vocabulary of declarations and those of its station, not ${target}`,
    ]);
  });

  it.each([
    ['src/load/errors.ts', "import { operator } from '../domain/error-row.js';"],
    ['src/collect/api/declaration.ts', "import { API_ERRORS } from './errors.js';"],
    ['src/collect/api/declaration.ts', "open: () => import('./open.js')"],
    ['src/domain/errors.ts', "import { SOURCE_KINDS } from '../collect/registry.js';"],
  ])('%s may say %s', (file, text) => {
    expect(faults(file, text)).toEqual([]);
  });

  it('notices a join that takes more than declarations', () => {
    expect(faults('src/domain/errors.ts', "import { openStore } from '../store/index.js';")).toEqual([
      'src/domain/errors.ts: joins files called errors.ts and registry.ts, not src/store/index.ts',
    ]);
  });
});
