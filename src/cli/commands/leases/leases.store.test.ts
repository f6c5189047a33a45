// Checks `sundial leases` as its how-to page describes it: imports by a command and from files, look-ups, and late leases.
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareExport } from '../export/export.js';
import { declareExplain } from '../finding/finding.js';
import { declareFindings } from '../findings/findings.js';
import { declareQuery } from '../query/query.js';
import { declareShow } from '../show/show.js';
import { declareLeases } from './leases.js';

const PAGE = readFileSync('docs/how-to/leases.md', 'utf8');
/** The blocks of the page in a language. */
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block]) => block!);

const session = new Session((program, context) => {
  for (const declare of [
    declareLeases,
    declareShow,
    declareFindings,
    declareExplain,
    declareQuery,
    declareExport,
  ])
    declare(program, context);
});
afterAll(() => session.remove());

const run = (line: string, env: NodeJS.ProcessEnv = {}) =>
  session.run(line.split(' '), { env: { USER: 'ada', PATH: process.env.PATH, ...env } });

const LEASES = `address,ports,from,until,device
198.51.100.1,1024-2047,2026-03-01,2026-03-08,subscriber-1
198.51.100.1,2048-4095,2026-03-01,,subscriber-2
`;

describe('sundial leases', () => {
  it('has nothing to show before the first import', async () => {
    expect((await run('leases status')).out).toContain('No leases yet');
    expect((await run('leases lookup 198.51.100.1')).out).toContain('the address is static');
  });

  it('imports what the command of the page prints', async () => {
    const options = parse(blocks('yaml')[0]!) as { lease_command: string[] };
    const program = session.write(
      'list-leases',
      `#!/bin/sh\n[ "$*" = "--hours 48" ] || exit 7\ncat <<'END'\n${LEASES}END\n`,
    );
    chmodSync(program, 0o700);
    const config = session.write(
      'leases.yaml',
      `lease_command: ${JSON.stringify(options.lease_command.with(0, program))}\n`,
    );
    const { out } = await run(`--config ${config} leases import`);
    expect(out).toBe('Version 1: 2 leases; 2 added, 0 with another end than before.');
    const wrong = session.write('wrong.yaml', `lease_command: [${program}]\n`);
    const failed = await run(`--config ${wrong} leases import`);
    expect(failed).toMatchObject({ code: EXIT.failed, notes: expect.stringContaining('exit code 7') });
  });

  it('says who had the address of the page', async () => {
    const [, lookUp] = blocks('sh').map((block) => block.trim().replace('sundial ', ''));
    const { out } = await run(lookUp!);
    expect(out).toContain('198.51.100.1 port 1500 at 2026-03-02 12:00:00: subscriber-1.');
    expect(out).toMatch(/2048-4095 +2026-03-01 00:00:00 +- +subscriber-2/);
    expect((await run('leases lookup 198.51.100.1 --at 2026-03-02')).out).toContain('unknown');
    const { out: later } = await run('leases lookup 198.51.100.1 --at 2026-03-09 --port 2048 --json');
    expect(JSON.parse(later)).toMatchObject({ device: 'subscriber-2', identity: 'lease', port: 2048 });
  });

  it.each([
    ['leases import', 'lease_source or lease_command'],
    ['leases lookup 192.0.2.0/24', 'is not an address'],
    ['leases lookup 192.0.2.1 --at noon', '"noon" is not a time'],
  ])('refuses %s', async (line, words) => {
    const { notes, code } = await run(line);
    expect(code).toBe(EXIT.usage);
    expect(notes).toContain(words);
  });

  it('loads reports again whose events turn out to be of another device', async () => {
    const event = '2026-03-02 12:00:00,medium,192.0.2.10,udp,123,ntp';
    const content = `timestamp,severity,ip,protocol,port,tag\n${event}\n`;
    await session.ingest({ '2026-03-02-scan_ntp-x.csv': content });
    session.write('late.csv', 'ip,begins,id\n192.0.2.10,2026-03-01,laptop-7\n');
    const { out } = await run('leases import late.csv');
    expect(out).toBe(
      'Version 2: 1 lease; 1 added, 0 with another end than before. 1 report was loaded again, because events changed devices.',
    );
    expect((await run('leases import late.csv')).out).toBe('Version 3: 1 lease; all of them were known.');
    expect((await run('show laptop-7')).out).toContain('192.0.2.10');
    const { out: found } = await run('findings --json');
    expect((JSON.parse(found) as { findings: object[] }).findings).toMatchObject([
      { lease_device: 'laptop-7', subject: '192.0.2.10' },
    ]);
    expect((await run('findings --where lease_device=laptop-*')).out).toMatch(
      /192\.0\.2\.10 +laptop-7 +123\/udp/,
    );
    expect((await run('findings --where lease_device=laptop-7 --csv')).out).toMatch(/,laptop-7$/);
    expect((await run('query --require lease_device --fields ip,lease_device --format csv')).out).toBe(
      'ip,lease_device\n192.0.2.10,laptop-7',
    );
    expect((await run('query --where lease_device=phone --format csv')).out).not.toContain('192.0.2.10');
    expect((await run('explain 192.0.2.10')).out).toContain('identity  lease: a lease names the device');
    // Without a begin, a lease holds from the first day that there is.
    session.write('named.csv', 'ip,begins,id\n192.0.2.11,,"=cmd()"\n');
    await session.ingest({
      '2026-03-03-scan_ntp-x.csv': `timestamp,ip,protocol,port\n2026-03-03 12:00:00,192.0.2.11,udp,123\n`,
    });
    expect((await run('leases import named.csv')).out).toContain('1 report was loaded again');
    for (const exported of ['export --fields all', 'export findings']) {
      const file = path.join(session.cwd, `${exported.length}.csv`);
      await run(`${exported} --ip 192.0.2.11 --output ${file}`);
      const [head, row] = readFileSync(file, 'utf8').split('\n');
      expect(row!.split(',')[head!.split(',').indexOf('"lease_device"')], head).toBe(`"'=cmd()"`);
    }
    // The clock of the session is at 3 February, and this lease ended a year earlier.
    session.write('old.csv', 'ip,begins,ends,id\n192.0.2.99,2025-01-01,2025-02-01,laptop-8\n');
    await run('leases import old.csv', { SUNDIAL_LEASE_DAYS: '30' });
    expect((await run('leases lookup 192.0.2.99')).out).toContain('the address is static');
    expect((await run('leases lookup 192.0.2.10 --at 2026-03-02')).out).toContain('laptop-7');
    const { out: imports } = await run('leases status --limit 3 --json');
    const versions = (JSON.parse(imports) as { imports: { version: number; rows: number }[] }).imports;
    expect(versions.map(({ version, rows }) => [version, rows])).toEqual([
      [5, 1],
      [4, 1],
      [3, 1],
    ]);
  });

  it('forgets old leases with their earlier ends, and leaves the devices of their events alone', async () => {
    const env = { SUNDIAL_LEASE_DAYS: '30' };
    await session.ingest({
      '2025-03-02-scan_ntp-x.csv': 'timestamp,ip,protocol,port\n2025-03-02 12:00:00,192.0.2.77,udp,123\n',
    });
    session.write('open.csv', 'ip,begins,ends,id\n192.0.2.77,2025-03-01,,phone-7\n');
    await run('leases import open.csv');
    session.write('ended.csv', 'ip,begins,ends,id\n192.0.2.77,2025-03-01,2025-03-08,phone-7\n');
    await run('leases import ended.csv', env);
    expect((await run('leases lookup 192.0.2.77 --at 2026-02-03')).out).toContain('the address is static');
    // Without a begin, it concerns all days.
    session.write('reserved.csv', 'ip,begins,id\n192.0.2.78,,printer-1\n');
    expect((await run('leases import reserved.csv', env)).out).not.toContain('loaded again');
    expect((await run('query --where lease_device=phone-7 --fields ip --format csv')).out).toContain(
      '192.0.2.77',
    );
  });
});
