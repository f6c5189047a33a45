// Tests that exploring events has the figures of the commands that its page names, part by part.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import { declareQuery } from '../src/cli/commands/query/query.js';
import { declareStats } from '../src/cli/commands/stats/stats.js';
import { Session } from '../src/cli/testing/session.js';
import { everything } from '../src/domain/everything.js';
import { ENDPOINTS } from '../src/server/app/contract.js';
import { openWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';
import { commandOf, requestOf, viewOf } from '../web/src/pages/explore/view.js';

const session = new Session((program, context) => {
  declareQuery(program, context);
  declareStats(program, context);
}, 'once');

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,asn,geo,tag,note';
const ntp = (day: string, ...rows: string[]) =>
  [HEAD, ...rows.map((row) => `${day} 00:00:01,${row}`)].join('\n');
const ROWS = [
  'medium,192.0.2.1,udp,123,a.example,64496,ZZ,ntp;iot,',
  'high,192.0.2.2,udp,0123,*.example,64497,ZZ,ntp;-x,"=1+1\u202e"',
  ',192.0.2.0/24,udp,odd,,64496,,,!a',
  'low,2001:db8::1,udp,443,,,AA,"|b;a:b",',
];

beforeAll(async () => {
  await session.ingest({
    '2026-01-11-scan_ntp-north.csv': ntp('2026-01-11', ...ROWS),
    '2026-01-12-scan_ntp-north.csv': ntp('2026-01-12', ...ROWS.slice(1)),
    '2026-01-13-scan_ntp-north.csv': ntp('2026-01-13', ROWS[0]!),
    '2026-01-14-scan_ssh-north.csv': ntp('2026-01-14', ROWS[1]!),
    '2026-01-15-scan_ssh-north.csv': ntp('2026-01-15', ROWS[1]!),
  });
});
afterAll(() => session.remove());

async function opened() {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' });
  const store = await session.opened();
  web.listener.serve(webDataOf({ store, operator: store.as(everything), catalogue: loadCatalogue() }));
  return web.browser();
}

type Part = { readonly part: string } & Record<string, unknown>;

/** The parts of an answer, in the order in which they came. */
// biome-ignore lint/suspicious/noExplicitAny: the tests look into parts of every shape
async function partsOf(query: string, browser?: Awaited<ReturnType<typeof opened>>): Promise<any[]> {
  const { status, headers, body } = await (browser ?? (await opened())).ask('GET', `/api/v1/explore${query}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const parts: Part[] = String(body)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const part of parts) expect(ENDPOINTS.explore.answer.parse(part)).toEqual(part);
  return parts;
}

const printed = async (args: readonly string[]) => JSON.parse((await session.run([...args, '--json'])).out);

describe('a view', () => {
  it.each([
    '',
    '?where=tag%3Dntp&where=tag%3D%7Ca:b&where=port%3E%3D100&date=2026-01-11:2026-01-12',
    '?where=hostname!%3D%3D*.example&sort=port:desc&field=ip&field=port',
    '?where=text%3D%3D%3D1%2B1',
  ])('%s has the rows and the number of its command', async (address) => {
    const view = viewOf(address);
    const [rows, count] = await partsOf(requestOf(view));
    const [, ...command] = commandOf(view);
    const { events } = await printed(command);
    const named = (cells: readonly unknown[]) =>
      Object.fromEntries(cells.map((cell, at) => [rows.fields[at], cell]));
    expect(rows.rows.map(({ cells }: { cells: unknown[] }) => named(cells))).toEqual(events);
    const counted = (await session.run([...command, '--count'])).out;
    expect(count).toEqual({ part: 'count', events: Number(counted) });
  });

  it('comes in parts, the rows first', async () => {
    const parts = await partsOf('?facet=type&facet=geo&where=geo%3DZZ');
    expect(parts.map(({ part }) => part)).toEqual(['rows', 'count', 'series', 'facets', 'facets', 'end']);
    const [, , , facets, own] = parts;
    expect(facets.facets.map(({ field }: { field: string }) => field)).toEqual(['type']);
    // Its own condition hides no other value that could be chosen.
    expect(own.facets[0].values).toEqual([
      { value: 'ZZ', events: 6, condition: 'geo=ZZ' },
      { value: 'AA', events: 2, condition: 'geo=AA' },
    ]);
  });

  it('has a series of all its days, and says which ones are incomplete', async () => {
    const [, , series] = await partsOf('?date=2026-01-10:2026-01-15&by=severity');
    const { rows } = await printed(['stats', '--by', 'severity']);
    const flat = series.values.flatMap(({ value, events }: { value: string; events: number[] }) =>
      events.flatMap((number, at) => (number > 0 ? [{ date: series.days[at], value, events: number }] : [])),
    );
    const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(flat.toSorted(byText)).toEqual(rows.toSorted(byText));
    expect([series.days[0], series.days.length]).toEqual(['2026-01-10', 6]);
    expect(series.missing).toEqual([0, 0, 0, 0, 1, 1]);
    const [, , ssh] = await partsOf('?where=type%3Dssh');
    expect(ssh.missing).toEqual([0, 0]);
  });

  it('gives the next rows alone', async () => {
    const [{ next }] = await partsOf('');
    expect(next).toBeNull();
    const refused = await (await opened()).ask('GET', '/api/v1/explore?cursor=nonsense');
    expect([refused.status, refused.body.error.code]).toEqual([400, 'cursor-invalid']);
  });

  it('costs nothing while nothing has changed', async () => {
    const browser = await opened();
    const { headers } = await browser.ask('GET', '/api/v1/explore');
    const again = await browser.ask('GET', '/api/v1/explore', undefined, {
      'if-none-match': headers.get('etag')!,
    });
    expect(again.status).toBe(304);
  });

  it.each([
    ['?where=prot%3D5', 400, 'did you mean "port"'],
    ['?where=__proto__%3D5', 400, '__proto__'],
    ['?where=constructor%3D5', 400, 'constructor'],
    ['?where=port', 400, 'is not a condition'],
    ['?where=type%3Dscan_nttp', 404, 'scan_nttp'],
    ['?date=soon', 400, 'date: "soon"'],
    ['?sort=nothing', 400, 'nothing'],
    ['?field=nothing', 400, 'nothing'],
    ['?by=colour', 400, 'by'],
    ['?unknown=1', 400, 'unknown'],
  ])('is refused as %s', async (query, status, words) => {
    const { status: given, body } = await (await opened()).ask('GET', `/api/v1/explore${query}`);
    expect([given, body.error?.message]).toEqual([status, expect.stringContaining(words)]);
  });

  it('has its rows although a facet cannot be made', async () => {
    const parts = await partsOf('?facet=text');
    expect(parts.map(({ part, of }) => of ?? part)).toEqual(['rows', 'overview', 'end']);
    expect(parts[1]).toMatchObject({ part: 'problem', code: 'query-invalid' });
  });
});

it('the condition of each value of a facet selects its events', async () => {
  const browser = await opened();
  const fields = ['severity', 'tag', 'port', 'hostname', 'original.note'];
  const parts = await partsOf(`?${fields.map((field) => `facet=${field}`).join('&')}`, browser);
  const facets = parts.flatMap(({ facets }) => facets ?? []);
  expect(facets.map(({ field }) => field)).toEqual(fields);
  const withoutCondition: string[] = [];
  for (const { values } of facets)
    for (const { value, events, condition } of values) {
      if (condition === null) withoutCondition.push(value);
      else {
        const [, count] = await partsOf(`?where=${encodeURIComponent(condition)}`, browser);
        expect([condition, count.events]).toEqual([condition, events]);
      }
    }
  expect(withoutCondition).toEqual(['odd']);
});

it('a row has each cell as its report has it', async () => {
  const browser = await opened();
  const [{ rows }] = await partsOf('?where=hostname%3D%3D*.example&date=2026-01-11', browser);
  const { report, line } = rows[0];
  const { body } = await browser.ask('GET', `/api/v1/events/${report}/${line}`);
  expect(ENDPOINTS.event.answer.parse(body)).toEqual(body);
  expect(body).toMatchObject({ type: 'scan_ntp', date: '2026-01-11', list: 'north', line: 3, empty: [] });
  const cells = body.cells.map(
    ({ column, value }: { column: string; value: string }) => `${column}: ${value}`,
  );
  expect(cells).toEqual([
    ...['timestamp: 2026-01-11 00:00:01', 'severity: high', 'ip: 192.0.2.2', 'protocol: udp', 'port: 0123'],
    ...['hostname: *.example', 'asn: 64497', 'geo: ZZ', 'tag: ntp;-x', 'note: =1+1\\u202e'],
  ]);
  const { condition } = body.cells.find(({ column }: { column: string }) => column === 'port');
  const [, count] = await partsOf(`?where=${encodeURIComponent(condition)}`, browser);
  expect(count.events).toBe(4);
  for (const path of [`${report}/99`, `${report}/x`, '999/1'])
    expect((await browser.ask('GET', `/api/v1/events/${path}`)).status).toBe(404);
});
