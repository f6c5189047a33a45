// Checks `sundial finding`, `sundial finding mark` and `sundial explain`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareFindings } from '../findings/findings.js';
import { declareExplain, declareFinding } from './finding.js';

const session = new Session((program, context) => {
  declareFindings(program, context);
  declareFinding(program, context);
  declareExplain(program, context);
});
const HEAD = 'timestamp,severity,ip,protocol,port,hostname,tag';
const scan = (ip: string) => `2026-01-20 00:00:01,medium,${ip},udp,123,a.example.org,ntp`;

let id = '';
beforeAll(async () => {
  await session.ingest({
    '2026-01-20-scan_ntp-x.csv': [HEAD, scan('192.0.2.10'), scan('192.0.2.11')].join('\n'),
    '2026-01-21-scan_ntp-x.csv': [HEAD, scan('192.0.2.10')].join('\n'),
  });
  const { out } = await session.run(['findings', '--ip', '192.0.2.10', '--json']);
  id = (JSON.parse(out) as { findings: { id: string }[] }).findings[0]!.id;
});
afterAll(() => session.remove());

const ada = (...args: string[]) => session.run(args, { env: { USER: 'ada' } });

describe('sundial finding', () => {
  it('shows the facts that are known before any digest', async () => {
    const { out, code } = await ada('finding', id.slice(0, 8));
    expect(code).toBe(EXIT.done);
    expect(out).toContain(`${id}\n  scan_ntp 192.0.2.10 123/udp (a.example.org)\n  open, medium, in list x`);
    expect(out).toContain('on 2 days that are kept');
    expect(out).toContain('Nothing yet; the next digest opens it.');
    expect(out.match(/ 123 {2}udp +ntp /g)).toHaveLength(2);
  });

  it('marks a finding by hand, with reason and author', async () => {
    const { out } = await ada('finding', 'mark', id.slice(0, 8), 'notified', '--reason', 'by telephone');
    expect(out).toBe(`${id.slice(0, 8)} (scan_ntp 192.0.2.10) is notified.`);
    await ada('finding', 'mark', id, 'resolved', '--author', 'bob');
    const story = JSON.parse((await ada('finding', id, '--json')).out) as {
      state: string;
      changes: Record<string, unknown>[];
    };
    expect(story.state).toBe('resolved');
    expect(story.changes).toMatchObject([
      { change: 'opened', author: 'ada' },
      { change: 'notified', reason: 'by telephone', author: 'ada', automatic: false },
      { change: 'resolved', author: 'bob', day: '2026-02-03' },
    ]);
  });

  it.each([
    [['finding', 'ab'], 'not the start of an id'],
    [['finding', 'ffffffffffff'], 'no finding has an id'],
    [['finding', 'mark', 'ffffffff', 'notified'], 'no finding has an id'],
    [['finding', 'mark', 'ffffffff', 'opened'], 'not one of notified, acknowledged, resolved'],
    [['explain', '198.51.100.1'], 'nothing is known'],
    [['explain', '192.0.2.10', 'ntpp'], 'not in the catalogue'],
    [['explain', '192.0.2.10', '--date', 'x'], 'not a date'],
  ])('%j is refused', async (args, words) => {
    const { out, notes, code } = await ada(...args);
    expect(code).toBe(EXIT.usage);
    expect(out + notes).toContain(words);
  });
});

describe('sundial explain', () => {
  it('names every rule that was checked', async () => {
    const { out } = await ada('explain', '192.0.2.10', 'ntp');
    expect(out).toContain(`${id.slice(0, 8)} scan_ntp 192.0.2.10 123/udp: resolved, in no digest yet`);
    expect(out).toContain('seen      resolved; seen on 2 days from 2026-01-20 to 2026-01-21');
    expect(out).toContain('ours      no network or domain is declared as ours, so everything is ours');
    expect(out).toContain('device    there is no inventory');
    expect(out).toContain('whitelist no entry covers the subject');
    expect(out).toContain('marked notified on 2026-02-03 by ada');
  });

  it('accepts a network', async () => {
    const { out } = await ada('explain', '192.0.2.0/24', '--json');
    expect((JSON.parse(out) as { explained: object[] }).explained).toHaveLength(2);
  });
});
