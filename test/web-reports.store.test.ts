// Tests that the pages of reports have the figures of the commands that they name, and what the calendar shows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import { declareQuarantine } from '../src/cli/commands/quarantine/quarantine.js';
import { declareReports } from '../src/cli/commands/reports/reports.js';
import { declareRuns } from '../src/cli/commands/runs/runs.js';
import { declareTypes } from '../src/cli/commands/types/types.js';
import { Session } from '../src/cli/testing/session.js';
import { everything } from '../src/domain/everything.js';
import { ENDPOINTS, type EndpointName } from '../src/server/app/contract.js';
import { openWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';

const session = new Session((program, context) => {
  declareReports(program, context);
  declareQuarantine(program, context);
  declareRuns(program, context);
  declareTypes(program, context);
}, 'once');

const HEAD = 'timestamp,severity,ip,protocol,port';
const row = (day: string, ip: string) => `${day} 00:00:01,medium,${ip},udp,123`;
const ntp = (day: string, ...ips: string[]) => [HEAD, ...ips.map((ip) => row(day, ip))].join('\n');
const DAYS = ['2026-01-11', '2026-01-12', '2026-01-13', '2026-01-14', '2026-01-15'];

beforeAll(async () => {
  const [first, second, third, fourth, fifth] = DAYS as [string, string, string, string, string];
  await session.ingest({
    ...Object.fromEntries(
      [first, second, third].map((day) => [`${day}-scan_ntp-north.csv`, ntp(day, '192.0.2.1', '192.0.2.1')]),
    ),
    [`${fourth}-scan_ssh-north.csv`]: ntp(fourth, '192.0.2.9'),
    [`${fifth}-scan_ntp-north.csv`]: `${ntp(fifth, '192.0.2.1')}\n${row(fifth, '192.0.2.3')},one,too,many\n`,
    [`${fifth}-scan_ssh-north.csv`]: HEAD,
    [`${second}-scan_ssh-south.csv`]: '',
  });
  await session.ingest({ [`${third}-scan_ntp-north.csv`]: ntp(third, '192.0.2.2') });
});
afterAll(() => session.remove());

async function asked(name: EndpointName, path: string) {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' });
  const store = await session.opened();
  web.listener.serve(webDataOf({ store, operator: store.as(everything), catalogue: loadCatalogue() }));
  const { status, body } = await web.browser().ask('GET', `/api/v1${path}`);
  if (status === 200) expect(ENDPOINTS[name].answer.parse(body)).toEqual(body);
  return { status, body };
}

const printed = async (...args: string[]) => JSON.parse((await session.run([...args, '--json'])).out);

describe('figures', () => {
  it.each([
    ['', []],
    ['?type=ntp', ['--type', 'ntp']],
    ['?list=north&date=2026-01-13:2026-01-15', ['--list', 'north', '--date', '2026-01-13:2026-01-15']],
    ['?date=2026-01-10', ['--date', '2026-01-10']],
  ])('of /reports%s are those of "sundial reports"', async (query, args) => {
    const { reports } = await printed('reports', ...args);
    expect((await asked('reports', `/reports${query}`)).body).toMatchObject({
      ...{ total: reports.length, rows: reports },
    });
  });

  it('of the calendar are sums of "sundial reports"', async () => {
    const { reports } = (await printed('reports')) as { reports: Record<string, number | string>[] };
    const current = reports.filter(({ state }) => state === 'current');
    const sum = (name: string) => current.reduce((total, report) => total + Number(report[name]), 0);
    expect((await asked('calendar', '/calendar')).body.totals).toEqual({
      ...{ reports: current.length, rows: sum('rows'), accepted: sum('accepted') },
      ...{ duplicate: sum('duplicate'), set_aside: sum('quarantined') },
    });
  });

  it('of runs and failed files are those of their commands', async () => {
    const { runs } = await printed('runs');
    const { rows } = (await asked('runs', '/runs')).body;
    expect(rows).toEqual(runs);
    const { failed } = await printed('reports', '--failed');
    expect((await asked('failedFiles', '/failed-files')).body.rows).toEqual(failed);
    expect(failed).toHaveLength(1);
  });
});

it('the calendar says of each day what is known about its report', async () => {
  const { body } = await asked('calendar', '/calendar?to=2026-01-15&days=5');
  const lines = body.lines.map(
    ({ list, type, cells }: { list: string; type: string; cells: { state: string; rows: number }[] }) =>
      `${list} ${type}: ${cells.map(({ state, rows }) => `${state} ${rows}`).join(', ')}`,
  );
  expect(lines).toEqual([
    'north scan_ntp: loaded 2, loaded 2, reissued 1, missing 0, set-aside 2',
    'north scan_ssh: none 0, none 0, none 0, loaded 1, empty 0',
  ]);
  expect(body).toMatchObject({ from: '2026-01-11', to: '2026-01-15', newest_day: '2026-01-15' });
  expect(body.states).toMatchObject({ missing: 1, 'set-aside': 1, reissued: 1, empty: 1 });
  const ssh = (await asked('calendar', '/calendar?type=ssh&list=north')).body.lines;
  expect(ssh.map(({ type }: { type: string }) => type)).toEqual(['scan_ssh']);
});

it('a report has its versions, its deliveries and the rows set aside', async () => {
  const reissued = (await asked('reports', '/reports?type=ntp&date=2026-01-13')).body.rows;
  const { body } = await asked('report', `/reports/${reissued[1].id}`);
  expect(body).toMatchObject({ state: 'superseded', superseded_by: reissued[0].id, versions: reissued });
  expect(body.deliveries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['loaded', 'loaded']);
  const [broken] = (await asked('reports', '/reports?type=ntp&date=2026-01-15')).body.rows;
  const { set_aside } = (await asked('report', `/reports/${broken.id}`)).body;
  const { quarantined } = await printed('quarantine', 'list', '--report', String(broken.id));
  expect(set_aside).toEqual([
    { line: 3, reason: quarantined[0].reason, text: expect.stringMatching(/one,too,many$/), bytes: 58 },
  ]);
});

it('types are those of "sundial types", with what is loaded', async () => {
  const { types } = (await asked('types', '/types')).body;
  const known = ((await printed('types')).types as { id: string }[]).map(({ id }) => id);
  expect(types.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(known));
  expect((await asked('type', '/types/scan_ntp')).body.loaded).toMatchObject({
    reports: 4,
    lists: ['north'],
  });
  expect((await asked('fields', '/fields')).body.findings).toContain('severity');
});

it.each([
  ['calendar', '/calendar?days=63', 400],
  ['calendar', '/calendar?to=yesterday', 400],
  ['calendar', '/calendar?list=nowhere', 404],
  ['reports', '/reports?date=soon', 400],
  ['reports', '/reports?type=scan_nttp', 404],
  ['report', '/reports/999', 404],
  ['report', '/reports/1%20OR%201', 404],
  ['type', '/types/never_heard', 404],
] as const)('%s refuses %s', async (name, path, status) => {
  expect((await asked(name, path)).status).toBe(status);
});
