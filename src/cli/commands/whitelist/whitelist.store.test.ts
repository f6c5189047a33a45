// Checks `sundial whitelist`: the familiar command lines, their output, and refusals without a change.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareWhitelist } from './whitelist.js';

const session = new Session((program, context) => declareWhitelist(program, context));
const HEAD = 'timestamp,severity,ip,protocol,port,hostname';
const NTP = `${HEAD}\n2026-01-20 00:00:01,medium,192.0.2.10,udp,123,a.example.org`;
const OWN = `${HEAD}\n2026-01-20 00:00:01,low,192.0.2.12,tcp,99,b.example.org`;

beforeAll(() => session.ingest({ '2026-01-20-scan_ntp-x.csv': NTP, '2026-01-20-home_made-x.csv': OWN }));
afterAll(() => session.remove());

const whitelist = (line: string) => session.run(['whitelist', ...line.split(' ')], { env: { USER: 'ada' } });
interface Entry {
  readonly subject: string;
  readonly type: string;
  readonly types: readonly string[];
  readonly until: string;
}
const entries = async (line = '') => {
  const { out } = await whitelist(`print --json ${line}`.trim());
  return (JSON.parse(out) as { entries: Entry[] }).entries;
};

describe('the six command lines', () => {
  it('work literally', async () => {
    expect(await whitelist('insert -t ntp -d 7 192.0.2.10')).toMatchObject({
      out: 'added: 192.0.2.10 for ntp (scan6_ntp, scan_ntp) until 2026-02-10 04:05:06',
      code: EXIT.done,
    });
    expect(await whitelist('insert -t all -d forever 192.0.2.11')).toMatchObject({
      out: 'added: 192.0.2.11 for all until 9999-12-31 23:59:59',
    });
    expect(await whitelist('modify_time -t ntp -d forever 192.0.2.10')).toMatchObject({
      out: 'changed: 192.0.2.10 for ntp (scan6_ntp, scan_ntp) until 9999-12-31 23:59:59',
    });
    const one = await whitelist('print -t ntp -i 192.0.2.10');
    expect(one.out).toMatch(/ ntp {3}192\.0\.2\.10 {2}9999-12-31 23:59:59 +0 /);
    expect(one.out).toContain('1 entry');
    expect((await whitelist('print')).out).toContain('2 entries');
    expect((await whitelist('remove -t ntp 192.0.2.10')).out).toMatch(/^removed: 192\.0\.2\.10 for ntp/);
    expect((await entries()).map(({ subject }) => subject)).toEqual(['192.0.2.11']);
  });
});

describe('an entry', () => {
  it('may be for a network, a name, all names below one, or a device', async () => {
    await whitelist('add -t ntp -d 3 192.0.2.77/24 --reason known');
    await whitelist('add -t scan_ntp -d 3 WWW.Example.org.');
    await whitelist('add -t home_made -d 3 *.example.org --break-through');
    await whitelist('add -t all -d 3 device:core-1');
    expect((await entries()).map(({ subject, type }) => `${subject} ${type}`)).toEqual([
      '192.0.2.0/24 ntp',
      'www.example.org scan_ntp',
      '*.example.org home_made',
      'device:core-1 all',
      '192.0.2.11 all',
    ]);
    expect((await entries('-i 192.0.2.11')).map(({ subject }) => subject)).toEqual([
      '192.0.2.0/24',
      '192.0.2.11',
    ]);
    expect((await entries('-i x.example.org')).map(({ subject }) => subject)).toEqual(['*.example.org']);
    expect((await entries('-t scan_ntp')).map(({ type }) => type)).toEqual(['ntp', 'scan_ntp', 'all', 'all']);
    await whitelist('extend -t ntp -d 30 192.0.2.0/24');
    expect((await entries('-i 192.0.2.0/24'))[0]).toMatchObject({
      until: '2026-03-05 04:05:06',
      reason: 'known',
    });
    await whitelist('rm -t ntp 192.0.2.0/24');
    expect(await entries('-i 192.0.2.0/24')).toEqual([]);
  });

  it('shows in advance what it would have hidden', async () => {
    const { out, notes } = await whitelist('insert -t all -d 7 --preview 192.0.2.0/28');
    expect(out || notes).toMatch(
      /^From 2026-01-05 to 2026-02-03 it would have hidden 2 findings, seen on 2 days/,
    );
    expect(out).toContain('192.0.2.12');
    expect((await whitelist('insert -t ntp -d 7 --preview b.example.org')).out).toContain(
      'hidden 0 findings',
    );
    expect((await whitelist('insert -t all -d 7 --preview *.example.org')).out).toContain(
      'hidden 2 findings',
    );
    expect((await whitelist('insert -t all -d 7 --preview device:core-1')).out).toContain(
      'hidden 0 findings',
    );
    expect(await entries('-i 192.0.2.0/28')).toEqual([]);
  });
});

describe('invalid input is refused, and nothing changes', () => {
  it.each([
    ['insert -t ntp -d 7 192.0.2.300', 'not an address, network, host name or device'],
    ['insert -t ntp -d 7 192.0.2.0/33', 'not an address'],
    ['insert -t ntp -d 7 unheard-of', 'not an address'],
    ['insert -t ntpp -d 7 192.0.2.1', 'not in the catalogue (did you mean "ntp"'],
    ['insert -t bgp -d 7 192.0.2.1', 'may mean population6_bgp, population_bgp'],
    ['insert -t ntp -d 0 192.0.2.1', 'neither a number of days'],
    ['insert -t ntp -d 1.5 192.0.2.1', 'neither a number of days'],
    ['insert -t ntp -d always 192.0.2.1', 'nor "forever"'],
    ['insert -t ntp -d 99999 192.0.2.1', 'from 1 to 10000'],
    ['insert -t all -d 1 192.0.2.11', '(entry 2)'],
    ['insert -t all -d 1', 'name one subject'],
    ['modify_time -t ntp -d 7 192.0.2.99', 'no whitelist entry for 192.0.2.99 and ntp'],
    ['remove -t ntp 192.0.2.11', 'no whitelist entry'],
    ['remove -t all 192.0.2.12', 'no whitelist entry'],
    ['print -i nonsense', 'not an address'],
  ])('%s', async (line, words) => {
    const before = await entries();
    const { out, notes, code } = await whitelist(line);
    expect(code).toBe(EXIT.usage);
    expect(out + notes).toContain(words);
    expect(await entries()).toEqual(before);
  });
});
