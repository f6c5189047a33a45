// Checks the output of `sundial types` for a type that is known only from loaded reports.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareTypes } from './types.js';

const session = new Session(declareTypes);

beforeAll(async () => {
  await session.ingest({
    '2026-01-15-scan_novelty-example-asn.csv':
      'timestamp,ip,port,colour\n2026-01-15 00:00:01,192.0.2.1,123,red\n2026-01-15 00:00:02,192.0.2.2,123,red,too many\n',
    '2026-01-17-scan_novelty-other-geo.csv': 'timestamp,ip,shape\n2026-01-17 00:00:01,192.0.2.1,round\n',
  });
});
afterAll(() => session.remove());

it('shows the content of its reports', async () => {
  const { out, code } = await session.run(['types', 'scan_novelty']);
  expect(code).toBe(EXIT.done);
  for (const line of [
    /^known from +loaded reports only; it is not in the catalogue$/m,
    /^reports +2 reports on 2 days, from 2026-01-15 to 2026-01-17$/m,
    /^rows +3, 1 of them set aside$/m,
    /^lists +example-asn, other-geo$/m,
    /^columns seen +timestamp, ip, shape, port, colour$/m,
    /^group +scan, according to its name$/m,
  ])
    expect(out).toMatch(line);
});

it('shows the same as JSON', async () => {
  const { out } = await session.run(['types', 'Scan-Novelty', '--json']);
  expect(JSON.parse(out).types).toMatchObject([
    {
      id: 'scan_novelty',
      known: false,
      learned: {
        reports: 2,
        rows: 3,
        quarantined: 1,
        firstDay: '2026-01-15',
        lastDay: '2026-01-17',
        days: 2,
      },
    },
  ]);
});

it('reports an unknown type without reports, and does not create a store to find out', async () => {
  const { notes, code } = await session.run(['types', 'scan_telnte']);
  expect(notes).toContain('did you mean "scan_telnet"');
  expect(code).toBe(EXIT.usage);
  const data = path.join(session.cwd, 'elsewhere');
  expect((await session.run(['types', 'scan_telnte'], { data })).code).toBe(EXIT.usage);
  expect(existsSync(data)).toBe(false);
});
