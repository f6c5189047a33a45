// Checks files from a consumer's point of view: formats, compression, division into files, changes, damage.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE_ZSTD } from '../../domain/zstd.js';
import type { FeedField } from '../../query/index.js';
import { FINDING } from '../broker/testing/configured.js';
import type { EventMessage, FindingMessage } from '../messages.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { contentOf, manifestOf, type Options, openLake, readLake } from './testing/lake.js';

let root: string;
let lake: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-lake-'));
  lake = path.join(root, 'lake');
});
afterEach(() => rmSync(root, { recursive: true }));

const opened = async (options: Options = {}): Promise<Output> => {
  const output = await openLake(lake, options);
  await output.prepare(NEVER);
  return output;
};
const event = (cells: Readonly<Record<string, string>>, more: Partial<EventMessage> = {}): EventMessage => ({
  ...eventOf(Object.keys(cells), cells),
  ...more,
});
const text = (file: string) => readFileSync(path.join(lake, file), 'utf8');
const states = () =>
  manifestOf(lake).map(({ path: file, state, events, version }) => [file, state, events, version]);

describe('CSV', () => {
  it('has a header, quotes what would break a cell, marks formulas, and changes nothing else', async () => {
    const output = await opened({ format: 'csv' });
    const cells = {
      ...{
        ip: '192.0.2.1',
        type: 'NTP v4',
        '=1+1': '@SUM(A1)',
        Banner: 'a "b",\r\nc\t\u2028d',
        banner: '-1',
      },
      ...{ nul: 'x\0y', bytes: 'caf\\xE9', quote: "'=2" },
    };
    const plain = event({ ip: '192.0.2.2' }, { list: 'beta' });
    const fields: FeedField[] = [
      ...Object.keys(cells).map((title) => ({ title, kind: 'text' }) as const),
      { title: 'port', kind: 'number' },
      { title: 'tag', kind: 'words' },
    ];
    const json = { ...cells, port: -1, tag: ['iot', 'a;b'] };
    const first = event(cells, { json: JSON.stringify(json) });
    await output.replace!(contentOf([first, plain], fields), NEVER);
    expect(text('2026-01-15/scan_ntp.csv')).toBe(
      `id,type,date,list,ip,event.type,'=1+1,Banner,event.banner,nul,bytes,quote,port,tag
${first.id},scan_ntp,2026-01-15,example,192.0.2.1,NTP v4,'@SUM(A1),"a ""b"",\r\nc\t\u2028d",'-1,x\0y,caf\\xE9,'=2,-1,iot;a;b
${plain.id},scan_ntp,2026-01-15,beta,192.0.2.2,,,,,,,,,
`,
    );
  });
});

const COMPRESSIONS = (['auto', 'none', 'gzip', 'zstd'] as const).filter((one) => one !== 'zstd' || NODE_ZSTD);

describe.each(['jsonl', 'csv', 'parquet'] as const)('%s', (format) => {
  it.each(COMPRESSIONS)('holds every value, compressed with %s', async (compression) => {
    const output = await opened({ format, compression });
    const hostile = {
      ...{ ip: '192.0.2.1', '=cmd': '=1+1', 'a.b': '\u2028"\n,', nul: 'x\0y', long: 'ä'.repeat(9_000) },
      ...{ emoji: '🦔', bytes: '\\xED\\xA0\\x80', toString: 'own' },
    };
    const events = [
      event(hostile),
      ...Array.from({ length: 4 }, (_, n) => event({ ip: `192.0.2.${n + 2}`, port: String(n) })),
    ];
    await output.replace!(contentOf(events, [...Object.keys(hostile), 'port']), NEVER);
    const held = await readLake(lake);
    expect(held.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(held.map(({ fields }) => ({ ...fields }))).toEqual(events.map(({ fields }) => ({ ...fields })));
  });
});

it('writes numbers and words of Parquet as such', async () => {
  const output = await opened({ format: 'parquet' });
  const fields = [
    { title: 'asn', kind: 'number' },
    { title: 'tag', kind: 'words' },
  ] as const;
  const json = [{ asn: 4_200_000_001, tag: ['a', 'b'] }, { asn: null, tag: [] }, {}];
  const events = json.map((one, at) => event({ ip: `192.0.2.${at}` }, { json: JSON.stringify(one) }));
  await output.replace!(contentOf(events, fields), NEVER);
  const held = await readLake(lake);
  expect(held.map((row) => ({ ...row.fields }))).toEqual([
    { asn: 4_200_000_001n, tag: ['a', 'b'] },
    { tag: [] },
    {},
  ]);
});

it('divides a slice by list, country and autonomous system, and escapes their values', async () => {
  const output = await opened({ template: '{type}/{date}/{country}-{asn}/{list}' });
  const events = [
    event({ ip: '192.0.2.1' }, { country: 'AT', asn: 64496, list: '../../etc' }),
    event({ ip: '192.0.2.2' }, { country: '', asn: 0, list: 'None' }),
    event({ ip: '192.0.2.3' }, { country: 'AT', asn: 64496, list: '../../etc' }),
    event({ ip: '192.0.2.4' }, { country: 'AT', asn: 64496, list: '' }),
  ];
  await output.replace!(contentOf(events), NEVER);
  expect(states()).toEqual([
    ['scan_ntp/2026-01-15/AT-64496/%2E.%2F..%2Fetc.jsonl', 'written', 2, 1],
    ['scan_ntp/2026-01-15/AT-64496/none.jsonl', 'written', 1, 1],
    ['scan_ntp/2026-01-15/none-none/%4Eone.jsonl', 'written', 1, 1],
  ]);
  expect(readdirSync(root)).toEqual(['lake']);
  expect((await readLake(lake)).map(({ id }) => id).toSorted()).toEqual(
    events.map(({ id }) => id).toSorted(),
  );
});

it('replaces only files whose content changed, and removes files without events', async () => {
  const output = await opened({ template: '{date}/{type}/{list}' });
  const [one, two, three] = ['alpha', 'beta', 'gamma'].map((list, n) =>
    event({ ip: `192.0.2.${n}` }, { list }),
  );
  await output.replace!(contentOf([one!, two!]), NEVER);
  await output.replace!(contentOf([one!, three!]), NEVER);
  expect(states()).toEqual([
    ['2026-01-15/scan_ntp/alpha.jsonl', 'written', 1, 1],
    ['2026-01-15/scan_ntp/beta.jsonl', 'removed', 0, 2],
    ['2026-01-15/scan_ntp/gamma.jsonl', 'written', 1, 1],
  ]);
  expect(existsSync(path.join(lake, '2026-01-15/scan_ntp/beta.jsonl'))).toBe(false);
  await output.replace!(contentOf([]), NEVER);
  expect(states().map(([, state]) => state)).toEqual(['removed', 'removed', 'removed']);
  await output.replace!(contentOf([two!]), NEVER);
  expect(states()[1]).toEqual(['2026-01-15/scan_ntp/beta.jsonl', 'written', 1, 3]);
});

it('counts only files that are whole, and writes damaged files again', async () => {
  const output = await opened({ template: '{date}/{type}/{list}' });
  const events = ['alpha', 'beta', 'gamma'].map((list, n) => event({ ip: `192.0.2.${n}` }, { list }));
  await output.replace!(contentOf(events), NEVER);
  expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 3 }]);
  const file = (list: string) => path.join(lake, '2026-01-15/scan_ntp', `${list}.jsonl`);
  writeFileSync(file('alpha'), readFileSync(file('alpha'), 'utf8').replace('alpha', 'omega'));
  rmSync(file('beta'));
  expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 1 }]);
  await output.replace!(contentOf(events), NEVER);
  expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 3 }]);
  expect(states().map(([, , , version]) => version)).toEqual([2, 2, 1]);
});

describe.each(COMPRESSIONS)('findings, compressed with %s', (compression) => {
  const finding = (step: number, day: string): FindingMessage => ({
    ...FINDING,
    ...{ id: `${FINDING.finding}-${step}`, day, subject: `192.0.2.${step}\u2028` },
  });
  const deliver = (output: Output, ...findings: FindingMessage[]) =>
    output.deliver!({ carries: 'findings', findings }, NEVER);
  const extension = { auto: '', none: '', gzip: '.gz', zstd: '.zst' }[compression];

  it('are in a file for each day, each change once, also if a batch is sent again', async () => {
    const output = await opened({ compression, format: 'parquet' });
    await deliver(output, finding(1, '2026-01-15'), finding(2, '2026-01-15'), finding(3, '2026-01-16'));
    await deliver(await opened({ compression }), finding(2, '2026-01-15'), finding(4, '2026-01-15'));
    expect(states()).toEqual([
      [`findings/2026-01-15.jsonl${extension}`, 'written', 3, 2],
      [`findings/2026-01-16.jsonl${extension}`, 'written', 1, 1],
    ]);
    const held = await readLake(lake);
    expect(held.map(({ id }) => id.split('-')[1])).toEqual(['1', '2', '4', '3']);
    await deliver(await opened({ compression }), finding(1, '2026-01-15'));
    expect(states()[0]![3]).toBe(2);
    expect(await output.counts!(NEVER)).toEqual([]);
  });
});

it('writes everything again after the folder was removed meanwhile', async () => {
  const output = await opened();
  await output.replace!(contentOf([event({ ip: '192.0.2.1' })]), NEVER);
  rmSync(lake, { recursive: true });
  await output.replace!(contentOf([event({ ip: '192.0.2.2' })]), NEVER);
  expect((await readLake(lake)).map(({ fields }) => fields.ip)).toEqual(['192.0.2.2']);
});

it.each(['{date}/{type}', '{date}/{type}/{list}'])(
  'ends at the signal, and leaves nothing (%s)',
  async (template) => {
    const output = await opened({ template });
    const stopping = new AbortController();
    const content = contentOf(['a', 'b'].map((list, n) => event({ ip: `192.0.2.${n}` }, { list })));
    const batches = async function* () {
      for await (const batch of content.batches) {
        stopping.abort(new Error('stopped'));
        yield batch;
      }
    };
    await expect(output.replace!({ ...content, batches: batches() }, stopping.signal)).rejects.toThrow(
      'stopped',
    );
    expect([manifestOf(lake), readdirSync(path.join(lake, '.unfinished'))]).toEqual([[], []]);
  },
);

it('has a folder for each constituent, and one for events of none', async () => {
  const output = await opened({ template: '{constituent}/{date}/{type}' });
  const owners = [['harbour', 'zoo'], ['zoo'], []];
  const events = owners.map((constituents, n) => event({ ip: `192.0.2.${n}` }, { constituents }));
  await output.replace!(contentOf(events), NEVER);
  expect(output.usesConstituents).toBe(true);
  expect(states()).toEqual([
    ['harbour/2026-01-15/scan_ntp.jsonl', 'written', 1, 1],
    ['none/2026-01-15/scan_ntp.jsonl', 'written', 1, 1],
    ['zoo/2026-01-15/scan_ntp.jsonl', 'written', 2, 1],
  ]);
  expect(await output.counts!(NEVER)).toBeUndefined();
});

it('refuses two slices that would share a file', async () => {
  const output = await opened({ template: '{date}/{type}-{list}' });
  await output.replace!(contentOf([event({ ip: '192.0.2.1' }, { list: 'b-c' })]), NEVER);
  const other = { type: 'scan_ntp-b', date: '2026-01-15' };
  const same = contentOf([event({ ip: '192.0.2.1' }, { ...other, list: 'c' })], [], { slice: other });
  await expect(output.replace!(same, NEVER)).rejects.toMatchObject({ code: 'files-shared' });
});

it.each([
  [{ template: '{date}/{type}/{severity}' }, 'names {severity}'],
  [{ template: '{date}/{list}' }, 'lacks {type}'],
  [{ template: '{date}/{type}{list}' }, 'has nothing between the two places of {type}{list}'],
  [{ template: '../{date}/{type}' }, 'begins with a dot'],
])('refuses %j', async (options, problem) => {
  await expect(openLake(lake, options)).rejects.toThrow(problem);
});

it.skipIf(NODE_ZSTD)('says which Node writes zstd', async () => {
  await expect(openLake(lake, { compression: 'zstd' })).rejects.toThrow(
    /compression is zstd, which Node v20\S+ cannot write\. Expected gzip, or Node 22\.15/,
  );
});

it('continues a manifest whose last line a kill cut off', async () => {
  const first = await opened();
  await first.replace!(contentOf([event({ ip: '192.0.2.1' })]), NEVER);
  const file = path.join(lake, 'manifest.jsonl');
  const whole = readFileSync(file, 'utf8');
  for (const torn of [whole.slice(0, -1), whole.slice(0, -20)]) {
    writeFileSync(file, torn);
    const again = await opened();
    await again.replace!(contentOf([event({ ip: '192.0.2.1' })]), NEVER);
    expect(await readLake(lake)).toHaveLength(1);
  }
});
