// Checks that findings are shown and marked, whatever the last bytes of their ids.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markFindings } from '../src/triage/index.js';
import { World } from './support/world.js';

/** Enough ids that some end with a zero byte, which the engine ignores when comparing texts. */
const FINDINGS = 1_500;

let world: World;
beforeAll(async () => {
  world = await World.open();
  const rows = Array.from(
    { length: FINDINGS },
    (_, at) => `2026-03-01 00:00:00,medium,192.0.2.1,udp,${at + 1}`,
  );
  const content = `${['timestamp,severity,ip,protocol,port', ...rows].join('\n')}\n`;
  await world.ingest([{ name: '2026-03-01-scan_ntp-north.csv', content }]);
});
afterAll(() => world.close());

test('all of them are listed, and each can be marked', async () => {
  const found = await world.operator.findings.list({}, 2 * FINDINGS);
  expect(found).toHaveLength(FINDINGS);
  const ends = found.map(({ id }) => id).filter((id) => id.endsWith('00'));
  expect(ends.length).toBeGreaterThan(0);
  for (const id of ends) expect(await world.operator.findings.list({ id }, 2)).toHaveLength(1);
  const clock = () => new Date('2026-03-02T09:00:00Z');
  await markFindings(
    { store: world.operator, clock },
    { findings: ends, mark: 'acknowledged', reason: '', author: 'test' },
  );
  const marked = await world.operator.tables.rows<{ id: string }>(
    "SELECT lower(hex(finding)) AS id FROM finding_states WHERE state = 'acknowledged' ORDER BY id",
  );
  expect(marked.map(({ id }) => id)).toEqual([...ends].sort());
});
