// Tests that the list of findings of the web application has the figures of the command that its page names.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import { declareFinding } from '../src/cli/commands/finding/finding.js';
import { declareFindings } from '../src/cli/commands/findings/findings.js';
import { Session } from '../src/cli/testing/session.js';
import { everything } from '../src/domain/everything.js';
import { ENDPOINTS } from '../src/server/app/contract.js';
import { openWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';
import { commandOf } from '../web/src/pages/findings/view.js';

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,asn,geo,tag';
const NTP = (day: string, ...rows: string[]) =>
  [HEAD, ...rows.map((row) => `${day} 00:00:01,${row}`)].join('\n');
const SINK = [
  'timestamp,severity,src_ip,src_port,protocol,infection,src_asn,src_hostname',
  '2026-01-16 00:00:09,critical,192.0.2.1,50001,tcp,mirai,64496,a.example',
].join('\n');

const session = new Session((program, context) => {
  declareFindings(program, context);
  declareFinding(program, context);
}, 'once');

beforeAll(async () => {
  await session.ingest({
    '2026-01-15-scan_ntp-example.csv': NTP(
      '2026-01-15',
      'medium,192.0.2.1,udp,123,a.example,64496,ZZ,ntp;iot',
      'high,192.0.2.2,udp,123,b.example,64497,ZZ,ntp;CVE-2026-1111',
    ),
    '2026-01-16-scan_ntp-example.csv': NTP(
      '2026-01-16',
      'medium,192.0.2.1,udp,123,a.example,64496,ZZ,ntp',
      'high,2001:db8::1,udp,123,c.example,64498,XX,ntp',
      'low,198.51.100.0/24,udp,123,"<b>\u202ex</b>",0,,',
    ),
    '2026-01-16-event4_sinkhole-example.csv': SINK,
  });
  const { findings } = JSON.parse((await session.run(['findings', '--geo', 'XX', '--json'])).out);
  await session.run(['finding', 'mark', findings[0].id, 'notified', '--author', 'ada', '--reason', 'mailed']);
});
afterAll(() => session.remove());

async function asked(query: string) {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' });
  const store = await session.opened();
  web.listener.serve(webDataOf({ store, operator: store.as(everything), catalogue: loadCatalogue() }));
  return web.browser().ask('GET', `/api/v1/findings${query}`);
}

/** What the command prints that the page of a query names. */
async function printed(query: string) {
  const [, ...words] = commandOf(new URLSearchParams(query));
  return JSON.parse((await session.run([...words, '--json'])).out) as { total: number; findings: object[] };
}

describe('the list', () => {
  it.each([
    [''],
    ['?state=notified'],
    ['?state=open'],
    ['?state=resolved'],
    ['?seen=new'],
    ['?seen=gone&state=open'],
    ['?seen=new&date=2026-01-15'],
    ['?since=2026-01-16&subject=.example'],
    ['?where=severity%3E%3Dhigh&where=type%3Dntp'],
    ['?where=ip%3D192.0.2.0%2F24&where=tag%21%3Diot'],
  ])('%s has the figures of its command', async (query) => {
    const { status, body } = await asked(query);
    expect(status).toBe(200);
    expect(ENDPOINTS.findings.answer.parse(body)).toEqual(body);
    const { total, findings } = await printed(query);
    const named = ({ id, type, severity, first_seen, last_seen, days, missed }: Record<string, unknown>) => ({
      ...{ id, type, severity, first_seen, last_seen, days, ...(missed ? { missed } : {}) },
    });
    expect([body.total, body.rows.map(named)]).toEqual([total, findings.map((row) => named({ ...row }))]);
  });

  it('counts the states of the other filters, and says who brought one about', async () => {
    const { body } = await asked('?state=notified&where=type%3Dntp');
    expect(body.states).toEqual({ open: 3, notified: 1, acknowledged: 0, resolved: 0, reopened: 0 });
    expect(body.rows).toMatchObject([{ state: 'notified', author: 'ada', reason: 'mailed', at: '123/udp' }]);
    const { rows } = (await asked('?where=ip%3D198.51.100.0%2F24')).body;
    expect(rows).toMatchObject([{ subject: '198.51.100.0/24', hostname: '<b>\\u202ex</b>' }]);
  });

  it('ends after the last page', async () => {
    expect((await asked('?page=2')).body).toMatchObject({ total: 5, rows: [] });
  });

  it.each([
    ['?where=severity', 400, 'is not a condition'],
    ['?where=prot%3D5', 400, 'did you mean "port"'],
    ['?where=type%3Dscan_nttp', 404, 'scan_nttp'],
    ['?state=gone', 400, 'state'],
    ['?date=2026-01-15', 400, 'date only applies'],
    ['?page=0', 400, 'page'],
    ['?page=101', 400, 'page'],
    ['?state=open&state=open', 400, 'state'],
    ['?unknown=1', 400, 'unknown'],
    [`?${'where=port%3D1&'.repeat(31)}`, 400, 'where'],
  ])('refuses %s', async (query, status, words) => {
    const answer = await asked(query);
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(words)]);
  });
});

describe('groups', () => {
  it.each([
    ['type', ['scan_ntp 4', 'event4_sinkhole 1']],
    ['severity', ['high 2', 'critical 1', 'low 1', 'medium 1']],
    ['subject', ['192.0.2.1 2', '192.0.2.2 1', '198.51.100.0/24 1', '2001:db8::1 1']],
    ['network', ['192.0.2.0/24 3', '198.51.100.0/24 1', '2001:db8::/48 1']],
    ['asn', ['64496 2', ' 1', '64497 1', '64498 1']],
  ])('by %s lead to their findings', async (group, expected) => {
    const { rows, groups } = (await asked(`?group=${group}`)).body;
    const shown = groups.rows.map(
      ({ value, findings }: { value: string; findings: number }) => `${value} ${findings}`,
    );
    expect([rows, groups.total, shown]).toEqual([[], expected.length, expected]);
    for (const { condition, findings } of groups.rows as { condition: string | null; findings: number }[])
      if (condition !== null)
        expect((await asked(`?where=${encodeURIComponent(condition)}`)).body.total).toBe(findings);
  });
});
