// Checks that data moves forward only: which station of src/ may import which, and only through its public index.
import path from 'node:path';
import { expect, it } from 'vitest';
import { type CodeFile, codeFiles } from './tree.js';

interface Station {
  /** Besides domain, which every station may use. */
  readonly uses: readonly string[];
  readonly because: string;
}

/** Every folder of src/ has its line here; a new station decides what it stands on by writing its own. */
const STATIONS: Readonly<Record<string, Station>> = {
  domain: { uses: [], because: 'the vocabulary stands on nothing' },
  text: { uses: [], because: 'it makes any value legible' },
  config: { uses: [], because: 'options are settled before anything else runs' },
  catalogue: { uses: ['config'], because: 'its generated reference has the form that config declares' },
  collect: { uses: [], because: 'a source hands over deliveries and knows nobody who takes them' },
  archive: { uses: [], because: 'originals are bytes under their own hash' },
  store: { uses: [], because: 'the tables follow from the event columns in domain' },
  records: { uses: [], because: 'it cuts bytes into records and knows nothing of reports' },
  load: {
    uses: ['catalogue', 'archive', 'records', 'store'],
    because: 'it reads originals, asks what a type is, and writes rows and the ledger',
  },
  query: { uses: ['catalogue', 'store'], because: 'it turns what people ask into SQL over the views' },
  enrich: {
    uses: ['records', 'store'],
    because: 'it adds what others know of addresses to what reports say',
  },
  triage: {
    uses: ['config', 'catalogue', 'store', 'query'],
    because: 'it decides over findings, by types as people name them and by the rules of the options',
  },
  retention: { uses: ['archive', 'store'], because: 'it takes away what they keep, each by its own clock' },
  pipeline: {
    uses: ['config', 'catalogue', 'collect', 'archive', 'load', 'store', 'retention'],
    because: 'it takes what sources hand over through archive and load',
  },
  socket: { uses: [], because: 'it carries command lines and knows none of them' },
  daemon: {
    uses: ['config', 'collect', 'notify', 'retention', 'pipeline', 'server', 'socket'],
    because: 'it runs the pipeline by the clock, with health, metrics and commands beside it',
  },
  server: { uses: ['store'], because: 'it tells others what the service knows' },
  notify: {
    uses: ['text', 'config', 'catalogue', 'store', 'triage'],
    because: 'it tells people what triage decided',
  },
  cli: {
    uses: [
      'text',
      'notify',
      'config',
      'catalogue',
      'collect',
      'archive',
      'load',
      'store',
      'query',
      'enrich',
      'triage',
      'retention',
      'pipeline',
      'daemon',
      'socket',
      'server',
    ],
    because: 'commands put the stations together',
  },
};

interface Import {
  readonly from: string;
  readonly station: string;
  readonly target: string;
}

const STATEMENT = /(?:^|[^\w])(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** The imports of a file that leave its own station. */
function crossings({ path: file, text }: CodeFile): Import[] {
  return [...text.matchAll(STATEMENT)]
    .map((match) => path.posix.join(path.posix.dirname(file), match[1]!))
    .map((target) => ({ from: file, station: file.split('/')[1]!, target }))
    .filter(({ station, target }) => !target.startsWith(`src/${station}/`));
}

/** What is wrong with an import, or nothing. */
function fault({ from, station, target }: Import): string | undefined {
  const [top, other = ''] = target.split('/');
  if (top !== 'src') return `${from}: imports ${target}, which is not part of the program`;
  if (other === 'domain') return undefined;
  if (!STATIONS[station]?.uses.includes(other)) return `${from}: ${station} may not use ${other} (${target})`;
  if (target !== `src/${other}/index.js`) return `${from}: ${target} is not the public index of ${other}`;
  return undefined;
}

const isTest = (file: string) => file.endsWith('.test.ts') || file.includes('/testing/');
const program = codeFiles(['src']).filter((file) => !isTest(file.path));

it('every folder of src/ is a station of the table', () => {
  const folders = new Set(codeFiles(['src']).map((file) => file.path.split('/')[1]));
  expect([...folders].filter((folder) => !(folder! in STATIONS))).toEqual([]);
});

it('stations import only what they may, through its public index', () => {
  expect(program.flatMap(crossings).map(fault).filter(Boolean)).toEqual([]);
});

it('no station uses a later one that uses it back', () => {
  const reaches = (from: string, to: string): boolean =>
    (STATIONS[from]?.uses ?? []).some((used) => used === to || reaches(used, to));
  expect(Object.keys(STATIONS).filter((station) => reaches(station, station))).toEqual([]);
});

it('tests stay out of the program', () => {
  const reached = program.filter(({ text }) => /'[^']*\/testing\/|\.test\.js'/.test(text));
  expect(reached.map((file) => file.path)).toEqual([]);
});

it('notices what it should', () => {
  const faults = (file: string, text: string) => crossings({ path: file, text }).map(fault);
  expect(faults('src/archive/put.ts', "import type { Store } from '../store/index.js';")).toEqual([
    'src/archive/put.ts: archive may not use store (src/store/index.js)',
  ]);
  expect(faults('src/load/a.ts', "const { x } = await import('../store/ledger.js');")).toEqual([
    'src/load/a.ts: src/store/ledger.js is not the public index of store',
  ]);
  expect(faults('src/load/a.ts', "import x from '../domain/clock.js';\nimport y from './plan.js';")).toEqual([
    undefined,
  ]);
});
