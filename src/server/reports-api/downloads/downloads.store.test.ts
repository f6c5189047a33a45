// Tests that each constituent gets exactly its part of the reports, under ids that follow the content, as HTTP clients ask.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EMPTY } from '../../../constituents/constituent.js';
import { ALWAYS } from '../../../domain/days.js';
import { replay } from '../../../pipeline/replay/replay.js';
import { ScopedStatements } from '../../../store/scope/statements.js';
import { ApiWorld, NOW, testKey } from '../testing/api-world.js';
import { SAMPLE_CONSTITUENTS, SAMPLE_REPORTS } from '../testing/samples.js';
import { DownloadIds } from './download-ids.js';
import { answerDownload } from './downloads.js';

interface Listed {
  readonly id: string;
  readonly type: string;
  readonly report: string;
  readonly file: string;
  readonly timestamp: string;
  readonly url: string;
}

const NTP = '2026-03-01-scan_ntp-example-geo.csv';
const HEADER = SAMPLE_REPORTS[0]!.content.toString().split('\n')[0]!;

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open();
});
afterAll(() => api.close());

async function list(body: object = {}, key = 'zoo'): Promise<Listed[]> {
  return (await api.ask('reports/list', { ...body }, key)).json as Listed[];
}

/** The report of a constituent on the first day. */
async function ofFirstDay(key: string): Promise<Listed> {
  const [report] = await list({ date: '2026-03-01', type: 'scan_ntp' }, key);
  return report!;
}

/** Rows of a sample report that meet a plain condition, as quoted cells in the order of their addresses. */
function sampleRows(name: string, isWanted: (cells: readonly string[]) => boolean): string[] {
  const [, ...lines] = SAMPLE_REPORTS.find((given) => given.name === name)!
    .content.toString()
    .trimEnd()
    .split('\n');
  const rows = lines.map((line) => line.split(',')).filter(isWanted);
  return rows
    .map((cells) => cells.map((cell) => `"${cell}"`).join(','))
    .sort((a, b) => (a.slice(21) < b.slice(21) ? -1 : 1));
}

const isZoo = ([, , ip, , , hostname]: readonly string[]) =>
  ip!.startsWith('192.0.2.') || `.${hostname}`.endsWith('.zoo.example.com');
const isFarm = ([, , ip, , , , , asn]: readonly string[]) => ip!.startsWith('198.51.100.') || asn === '64500';

describe('a download', () => {
  it('is in the log of accesses: whole ones with their rows, and none with its id', async () => {
    const { id, file } = await ofFirstDay('zoo');
    const before = api.accesses.length;
    await api.get(`/dl/${id}`);
    await api.get(`/dl/${id}`, { 'accept-encoding': 'gzip' });
    await api.get(`/dl/${id}`, { range: 'bytes=0-9' });
    await api.app.inject({ method: 'HEAD', url: `/dl/${id}` });
    const lines = api.accesses.slice(before) as { rows?: number; report?: string; status: number }[];
    expect(lines.map(({ status, report, rows }) => [status, report, rows])).toEqual([
      [200, file, 3],
      [200, file, 3],
      [206, file, undefined],
      [200, file, undefined],
    ]);
    expect(JSON.stringify(lines)).not.toContain(id);
  });

  it.each([
    ['zoo', isZoo, 3],
    ['farm', isFarm, 2],
  ])('has exactly the rows of the %s', async (key, isWanted, rows) => {
    const { id } = await ofFirstDay(key);
    const { status, text } = await api.get(`/dl/${id}`);
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(status).toBe(200);
    expect(header).toBe(
      HEADER.split(',')
        .map((name) => `"${name}"`)
        .join(','),
    );
    expect(lines.toSorted()).toEqual(sampleRows(NTP, isWanted).toSorted());
    expect(lines).toHaveLength(rows);
  });

  it('is the same at the root, and says what it is', async () => {
    const { id } = await ofFirstDay('zoo');
    const { headers, text } = await api.get(`/${id}`);
    expect(text).toBe((await api.get(`/dl/${id}`)).text);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="2026-03-01-scan_ntp-zoo.csv"',
      'content-length': String(text.length),
      'last-modified': 'Sun, 01 Mar 2026 00:00:00 GMT',
      'cache-control': 'private, no-cache',
    });
  });

  it('is compressed for clients that accept it', async () => {
    const { id } = await ofFirstDay('zoo');
    const { text } = await api.get(`/dl/${id}`);
    const packed = await api.app.inject({ url: `/dl/${id}`, headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(packed.rawPayload).toString()).toBe(text);
    for (const coding of ['gzip;q=0', 'identity', 'xgzip'])
      expect((await api.get(`/dl/${id}`, { 'accept-encoding': coding })).text).toBe(text);
  });

  it('is not sent to a client that has it', async () => {
    const { id } = await ofFirstDay('zoo');
    const { headers } = await api.get(`/dl/${id}`);
    const tag = String(headers.etag);
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(id).not.toContain(tag.slice(1, -1));
    for (const given of [tag, `W/${tag}`, `"other", ${tag}`, '*'])
      expect(await api.get(`/dl/${id}`, { 'if-none-match': given })).toMatchObject({ status: 304, text: '' });
    const packed = { 'if-none-match': tag, 'accept-encoding': 'gzip' };
    expect((await api.get(`/dl/${id}`, packed)).status).toBe(200);
  });

  it('can be continued', async () => {
    const { id } = await ofFirstDay('zoo');
    const { headers, text } = await api.get(`/dl/${id}`);
    const size = text.length;
    const part = async (range: string, more = {}) => {
      const answer = await api.get(`/dl/${id}`, { range, 'accept-encoding': 'gzip', ...more });
      return [answer.status, answer.headers['content-range'], answer.text];
    };
    expect(await part('bytes=10-19')).toEqual([206, `bytes 10-19/${size}`, text.slice(10, 20)]);
    expect(await part(`bytes=${size - 5}-`)).toEqual([
      206,
      `bytes ${size - 5}-${size - 1}/${size}`,
      text.slice(-5),
    ]);
    expect(await part('bytes=-7')).toEqual([206, `bytes ${size - 7}-${size - 1}/${size}`, text.slice(-7)]);
    expect(await part('bytes=0-99999')).toEqual([206, `bytes 0-${size - 1}/${size}`, text]);
    expect(await part(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, '']);
    for (const unanswerable of ['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-'])
      expect(await part(unanswerable)).toEqual([200, undefined, text]);
    const tag = String(headers.etag);
    expect((await part('bytes=1-2', { 'if-range': tag }))[0]).toBe(206);
    expect((await part('bytes=1-2', { 'if-range': String(headers['last-modified']) }))[0]).toBe(206);
    expect((await part('bytes=1-2', { 'if-range': '"other"' }))[0]).toBe(200);
  });

  it('is described without being sent', async () => {
    const { id } = await ofFirstDay('zoo');
    const { headers, text } = await api.get(`/dl/${id}`);
    const head = await api.app.inject({ method: 'HEAD', url: `/dl/${id}` });
    const { date: _, connection: __, ...described } = head.headers;
    expect(head.payload).toBe('');
    expect(headers).toMatchObject(described);
    expect(described['content-length']).toBe(String(text.length));
  });
});

describe('an id', () => {
  const GONE = { status: 404, json: { error: 'no report has this id' } };
  const expectGone = async (id: string) => expect(await api.get(`/dl/${id}`)).toMatchObject(GONE);
  const all = async () => [await ofFirstDay('zoo'), await ofFirstDay('farm')].map(({ id }) => id);

  it('that was made up opens nothing', async () => {
    const { id } = await ofFirstDay('zoo');
    await expectGone(`${id.slice(0, -2)}AA`);
    await expectGone('A'.repeat(62));
    await expectGone(
      new DownloadIds(Buffer.alloc(32)).of('zoo', {
        type: 'scan_ntp',
        date: '2026-03-01',
        events: 3,
        sum: '',
      }),
    );
  });

  it('is the same after a replay', async () => {
    const before = await all();
    const texts = await Promise.all(before.map(async (id) => (await api.get(`/dl/${id}`)).text));
    await replay(await api.world.operator.ledger.inState('live'), api.world.loader, 1, () => {});
    expect(await all()).toEqual(before);
    expect(await Promise.all(before.map(async (id) => (await api.get(`/dl/${id}`)).text))).toEqual(texts);
  });

  it('opens nothing while no usable key gives access to its constituent', async () => {
    const { id } = await ofFirstDay('zoo');
    const { keys } = api;
    const others = keys.filter(({ constituents }) => !constituents.includes('zoo'));
    for (const ended of [{ revoked: NOW }, { expires: NOW }]) {
      api.keys = [...others, testKey('zoo', ['zoo'], ended)];
      await expectGone(id);
    }
    api.keys = keys;
    expect((await api.get(`/dl/${id}`)).status).toBe(200);
  });

  it('changes with the rows of its constituent only', async () => {
    const [zoo, farm] = await all();
    const content = SAMPLE_REPORTS[0]!.content.toString();
    await api.world.ingest([
      { name: NTP, content: content.replace('192.0.2.250', '192.0.2.251'), publishedAt: 1_772_500_000 },
    ]);
    const [zooNow, farmNow] = await all();
    expect(zooNow).not.toBe(zoo);
    expect(farmNow).toBe(farm);
    await expectGone(zoo!);
    expect((await api.get(`/dl/${zooNow}`)).text).toContain('192.0.2.251');
    await api.world.ingest([{ name: NTP, content, publishedAt: 1_772_600_000 }]);
    expect(await all()).toEqual([zoo, farm]);
  });

  it('changes with the holdings of its constituent, and opens nothing once the constituent has ended', async () => {
    const describeZoo = (more: object) =>
      api.constituents.save([{ ...EMPTY, ...SAMPLE_CONSTITUENTS[0], ...more } as typeof EMPTY], {
        ...{ since: ALWAYS.from, author: 'ada', reason: '', clock: () => NOW },
      });
    const [zoo, farm] = await all();
    await describeZoo({ domains: [] });
    const [zooNow] = await all();
    await expectGone(zoo!);
    expect((await api.get(`/dl/${zooNow}`)).text.split('\n')).toHaveLength(4);
    await describeZoo({ valid_until: '2026-03-03' });
    await expectGone(zoo!);
    expect((await api.get(`/dl/${farm}`)).status).toBe(200);
    await describeZoo({});
    expect((await api.get(`/dl/${zoo}`)).status).toBe(200);
  });
});

describe('a large report', () => {
  const name = '2026-02-20-scan_big-example-geo.csv';
  const sha1 = (row: number) => createHash('sha1').update(String(row)).digest('hex');
  const big = (rows: number) =>
    [
      'timestamp,ip,sha1',
      ...Array.from({ length: rows }, (_, row) => `2026-02-20 00:00:00,192.0.2.${row % 250},${sha1(row)}`),
    ].join('\n');
  let published = 0;
  const issue = (rows: number) => api.world.ingest([{ name, content: big(rows), publishedAt: ++published }]);

  /** The answer as it leaves the service, with the number of statements until now. */
  async function asked(headers = {}) {
    const pages = vi.spyOn(ScopedStatements.prototype, 'bytes');
    const { callers } = api;
    const [{ id }] = (await list({ date: '2026-02-20' })) as [Listed];
    const context = callers.downloadContext(await callers.holdersOf(['zoo']), new AbortController().signal);
    const { body } = await answerDownload({ id, isHead: false, headers }, context);
    return { parts: body!.iterator() as AsyncIterator<Buffer>, pages };
  }

  async function rest(parts: AsyncIterator<Buffer>): Promise<number> {
    let bytes = 0;
    for (let part = await parts.next(); !part.done; part = await parts.next()) bytes += part.value.length;
    return bytes;
  }

  /** Large enough that compression, which reads ahead, does not reach the end before a replacement. */
  const ROWS = 40_000;
  beforeAll(() => issue(ROWS));
  afterEach(() => vi.restoreAllMocks());

  it('is read as its client takes it', async () => {
    const { parts, pages } = await asked();
    const first = await parts.next();
    // An eager reader would have read all pages before the answers to these questions.
    for (let question = 0; question < 3; question++) await list({ date: '2026-03-01' });
    const taken = pages.mock.calls.length;
    const bytes = first.value.length + (await rest(parts));
    expect(taken).toBeLessThan(pages.mock.calls.length);
    // Each of three cells is quoted.
    expect(bytes).toBe(big(ROWS).length + 1 + 6 * (ROWS + 1));
  });

  it.each([
    [{}, ROWS - 1],
    [{ 'accept-encoding': 'gzip' }, ROWS - 2],
    [{ range: 'bytes=10-1550000' }, ROWS - 3],
  ])('ends with an error if it is replaced meanwhile: %j', async (headers, rows) => {
    const { parts } = await asked(headers);
    await parts.next();
    await issue(rows);
    await expect(rest(parts)).rejects.toThrow();
  });
});
