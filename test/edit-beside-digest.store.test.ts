// Makes edits while a digest is being written: they do not wait for the digest's steps, which do not overwrite them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperatorStore } from '../src/store/index.js';
import { decide, markFindings, type TriageContext, triageRules } from '../src/triage/index.js';
import { World } from './support/world.js';

const RULES = triageRules({
  own_networks: [],
  recent_days: 7,
  recent_days_by_severity: [],
  resolve_misses: 3,
  resolve_silent_misses: 100,
  resolve_sporadic_days: 100,
  reopen_days: 100,
  notify_command: '',
});

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

async function day(date: string, ports: readonly number[]): Promise<void> {
  const rows = ports.map((port) => `${date} 00:00:00,medium,192.0.2.1,udp,${port}`);
  const content = `${['timestamp,severity,ip,protocol,port', ...rows].join('\n')}\n`;
  await world.ingest([{ name: `${date}-scan_ntp-north.csv`, content }]);
}

const context = (date: string, store: OperatorStore = world.operator): TriageContext => ({
  ...{ store, rules: RULES, catalogue: world.catalogue },
  clock: () => new Date(`${date}T20:00:00Z`),
});

/** The store of a digest, in which `act` runs right before the first statement with this beginning. */
function interrupted(beginning: string, work: () => Promise<void>): OperatorStore {
  const { operator } = world;
  let isDone = false;
  return {
    ...operator,
    ownTables: (declared) => {
      const tables = operator.ownTables(declared);
      return {
        ...tables,
        run: async (sql, parameters) => {
          if (!isDone && sql.trim().startsWith(beginning)) {
            isDone = true;
            await work();
          }
          return tables.run(sql, parameters);
        },
      };
    },
  };
}

const mark = (port: number, date: string) => async () => {
  const [found] = await world.operator.tables.rows<{ id: string }>(
    `SELECT lower(hex(finding)) AS id FROM findings WHERE port = ${port}`,
  );
  await markFindings(context(date), {
    ...{ findings: [found!.id], mark: 'acknowledged', reason: '', author: 'ada' },
  });
};
const stateOf = async (port: number) =>
  (
    await world.operator.tables.rows<{ state: string }>(
      `SELECT toString(state) AS state FROM finding_states WHERE finding IN (SELECT finding FROM findings WHERE port = ${port})`,
    )
  )[0]!.state;
const decisionOf = async (port: number, date: string) =>
  (
    await world.operator.tables.rows<{ said: string }>(
      `SELECT toString(decision) AS said FROM decisions WHERE port = ${port} AND digest_date = '${date}'`,
    )
  )[0]!.said;

test('a mark made while findings are opened is kept', async () => {
  await day('2026-03-01', [1, 2]);
  const store = interrupted('INSERT INTO finding_event_rows', mark(1, '2026-03-01'));
  await decide(context('2026-03-01', store), { date: '2026-03-01', author: 'test' });
  expect([await stateOf(1), await stateOf(2)]).toEqual(['acknowledged', 'open']);
  const steps = await world.operator.tables.rows<{ port: number; seqs: number[] }>(
    `SELECT port, arraySort(groupArray(seq)) AS seqs FROM finding_event_rows AS happened
     INNER JOIN findings ON happened.finding = findings.finding GROUP BY port ORDER BY port`,
  );
  // The digest's step was numbered first, so that the mark comes after that step.
  expect(steps).toEqual([
    { port: 1, seqs: [2] },
    { port: 2, seqs: [1] },
  ]);
});

test('a mark made while a digest decides counts for the next digest', async () => {
  await day('2026-03-02', [1, 2, 3]);
  const store = interrupted('INSERT INTO decision_rows', mark(3, '2026-03-02'));
  await decide(context('2026-03-02', store), { date: '2026-03-02', author: 'test' });
  expect([await stateOf(3), await decisionOf(3, '2026-03-02')]).toEqual(['acknowledged', 'handle']);
  await day('2026-03-03', [1, 2, 3]);
  await decide(context('2026-03-03'), { date: '2026-03-03', author: 'test' });
  expect(await decisionOf(3, '2026-03-03')).toBe('recent');
});
