// Checks what `sundial retention` shows and removes, and how other commands treat the affected reports.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareDoctor } from '../doctor/doctor.js';
import { declareFindings } from '../findings/findings.js';
import { declareQuarantine } from '../quarantine/quarantine.js';
import { declareQuery } from '../query/query.js';
import { declareReplay } from '../replay/replay.js';
import { declareReports } from '../reports/reports.js';
import { declareRuns } from '../runs/runs.js';
import { declareRetention } from './retention.js';

// The clock of these tests shows 2026-02-03.
const HEAD = 'timestamp,severity,ip,protocol,port,hostname';
const row = (day: string, host: number) => `${day} 00:00:0${host},medium,192.0.2.${host},udp,123,h${host}`;
const csv = (day: string, ...hosts: number[]) => [HEAD, ...hosts.map((host) => row(day, host))].join('\n');
const SINK = 'timestamp,severity,src_ip,protocol,src_port,infection';
const FILES = {
  '2026-01-10-scan_ntp-north.csv': csv('2026-01-10', 1, 2),
  // Shares a row with the previous list; its last line cannot be aligned.
  '2026-01-10-scan_ntp-south.csv': `${csv('2026-01-10', 2, 3)}\n${'x,'.repeat(9)}x`,
  '2026-01-10-event4_sinkhole-north.csv': `${SINK}\n2026-01-10 00:00:09,high,192.0.2.1,tcp,50001,mirai`,
  '2026-02-01-scan_ntp-north.csv': csv('2026-02-01', 2, 4),
};

let loaded: Session;
let session: Session;
beforeAll(async () => {
  loaded = new Session((program, context) => {
    for (const declare of [declareDoctor, declareFindings, declareQuarantine, declareQuery])
      declare(program, context);
    for (const declare of [declareReplay, declareReports, declareRetention, declareRuns])
      declare(program, context);
  });
  await loaded.ingest(FILES);
});
afterAll(() => loaded.remove());

/** A copy of the loaded store, which tests may change. */
const copy = async () => {
  session = await loaded.copy();
};
const removeCopy = () => session.remove();
const copyForEachTest = () => {
  beforeEach(copy);
  afterEach(removeCopy);
};

interface Line {
  readonly type: string;
  readonly [name: string]: string | number;
}
interface PlanJson {
  readonly applied: boolean;
  readonly events: { readonly types: Line[] };
  readonly findings: { readonly types: Line[] };
  readonly archive: { readonly types: Line[] };
}

const json = async (...args: string[]) => JSON.parse((await session.run([...args, '--json'])).out);
const plan = (...args: string[]): Promise<PlanJson> => json('retention', ...args);
const types = ({ types: lines }: { types: Line[] }) => lines.map(({ type }) => type);
const originals = () =>
  readdirSync(join(session.data, 'archive'), { recursive: true }).filter((name) =>
    /[0-9a-f]{64}/.test(String(name)),
  ).length;
const events = async () => ((await json('query')) as { events: unknown[] }).events.length;
const findings = async () =>
  ((await json('findings')) as { findings: { subject: string; first_seen: string; days: number }[] }).findings
    .map(({ subject, first_seen, days }) => `${subject} ${first_seen} ${days}`)
    .sort();

describe('a dry run', () => {
  beforeAll(copy);
  afterAll(removeCopy);

  it('keeps everything if no age is set', async () => {
    const { out, code } = await session.run(['retention']);
    expect(code).toBe(EXIT.done);
    expect(out).toContain('no age is set');
  });

  it('shows by period and type what would be removed, and removes nothing', async () => {
    const before = [await events(), await findings(), originals()];
    const shown = await plan('--events-days', '5', '--findings-days', '5', '--archive-days', '5');
    expect(shown).toMatchObject({
      applied: false,
      events: {
        types: [
          { type: 'event4_sinkhole', days: 5, reports: 1, rows: 1, from: '2026-01-10' },
          { type: 'scan_ntp', days: 5, reports: 2, rows: 5, to: '2026-01-10' },
        ],
      },
      findings: {
        types: [
          { type: 'event4_sinkhole', findings: 1 },
          { type: 'scan_ntp', rows: 3, findings: 2 },
        ],
      },
      archive: {
        types: [
          { type: 'event4_sinkhole', originals: 1 },
          { type: 'scan_ntp', originals: 2 },
        ],
      },
    });
    expect(shown.events.types.every(({ bytes }) => Number(bytes) > 0)).toBe(true);
    expect([await events(), await findings(), originals()]).toEqual(before);
    const { out } = await session.run(['retention', '--events-days', '5']);
    expect(out).toMatch(/^scan_ntp +5 {2}2026-01-10 {2}2026-01-10 +2 +5 /m);
    expect(out).toContain('dry run');
    expect(((await json('runs')) as { runs: object[] }).runs).toHaveLength(1);
  });

  it('uses the configured ages of types', async () => {
    const env = { SUNDIAL_RETENTION_EVENTS_DAYS: '5', SUNDIAL_RETENTION_TYPES: 'scan_*=100, *=7' };
    const { out } = await session.run(['retention', '--json'], { env });
    expect(types((JSON.parse(out) as PlanJson).events)).toEqual(['event4_sinkhole']);
  });

  it('accepts types, including short names', async () => {
    const shown = await plan('--events-days', '5', '--type', 'ntp');
    expect(types(shown.events)).toEqual(['scan_ntp']);
    expect(types((await plan('--events-days', '24')).events)).toEqual([]);
    expect(types((await plan('--events-days', '23')).events)).toEqual(['event4_sinkhole', 'scan_ntp']);
  });

  it('refuses types for periods without types, and invalid numbers', async () => {
    const { code, notes } = await session.run(['retention', '--type', 'ntp', '--archive-days', '3']);
    expect(code).toBe(EXIT.usage);
    expect(notes).toContain('--type only applies to --events-days');
    await expect(session.run(['retention', '--events-days', '0'])).rejects.toThrow('whole number');
    await expect(session.run(['retention', '--events-days', 'x'])).rejects.toThrow('whole number');
    const env = { SUNDIAL_RETENTION_TYPES: 'scan_*' };
    expect((await session.run(['retention'], { env })).code).toBe(EXIT.usage);
  });
});

describe('retention of events', () => {
  copyForEachTest();
  const apply = () => session.run(['retention', '--events-days', '5', '--apply']);

  it('removes events and quarantine, and leaves findings and reports', async () => {
    const before = await findings();
    expect((await apply()).out).toContain('Removed permanently.');
    expect(await events()).toBe(2);
    expect(await findings()).toEqual(before);
    expect(((await json('quarantine', 'list')) as { quarantined: object[] }).quarantined).toEqual([]);
    const { reports } = (await json('reports')) as {
      reports: { date: string; state: string; expired: string[] }[];
    };
    expect(reports.map(({ date, state, expired }) => [date, state, ...expired])).toEqual([
      ['2026-02-01', 'current'],
      ...Array(3).fill(['2026-01-10', 'current', 'events']),
    ]);
    expect((await session.run(['reports'])).out).toContain('events expired');
    await session.run(['findings', '--rebuild']);
    expect(await findings()).toEqual(before);
    const { runs } = (await json('runs')) as { runs: object[] };
    expect(runs[0]).toMatchObject({ command: 'retention', status: 'done', reports: 3 });
    expect((await plan('--events-days', '5')).events.types).toEqual([]);
    const { checks } = (await json('doctor')) as { checks: { name: string; status: string }[] };
    expect(checks.filter(({ status }) => status === 'problem')).toEqual([]);
  });

  it('is not undone by files that arrive again', async () => {
    await apply();
    const again = await session.ingest(FILES);
    expect(again.out).toContain('retention removed its events; "sundial replay 1" brings them back');
    // The same rows with different bytes.
    await session.ingest({ '2026-01-10-scan_ntp-north.csv': `\uFEFF${csv('2026-01-10', 1, 2)}` });
    expect(await events()).toBe(2);
  });

  it('is not undone by replays of many reports, but by one that names the report', async () => {
    const before = await findings();
    await apply();
    const wide = await session.run(['replay', '--all']);
    expect(wide.notes).toContain('left out: 3 reports whose events retention removed');
    expect(await events()).toBe(2);
    expect((await session.run(['replay', '--date', '2026-01-10'])).code).toBe(EXIT.usage);
    expect((await session.run(['quarantine', 'retry'])).notes).toContain('left out: 1 report ');
    await session.run(['replay', '2']);
    // Both lists of the slice are back: three events, of which one occurs twice.
    expect(await events()).toBe(5);
    expect(await findings()).toEqual(before);
    await session.run(['findings', '--rebuild']);
    expect(await findings()).toEqual(before);
  });

  it('accepts a later version of a report whose events were removed', async () => {
    await apply();
    await session.ingest({ '2026-01-10-scan_ntp-north.csv': csv('2026-01-10', 1, 5) });
    expect(await events()).toBe(4);
    expect(await findings()).toContain('192.0.2.5 2026-01-10 1');
    const shown = await findings();
    await session.run(['findings', '--rebuild']);
    expect(await findings()).toEqual(shown);
  });
});

describe("retention of findings' days", () => {
  copyForEachTest();

  it('forgets findings not seen since then, and keeps the first day of the others', async () => {
    await session.run(['retention', '--findings-days', '5', '--apply']);
    const left = ['192.0.2.2 2026-01-10 2', '192.0.2.4 2026-02-01 1'];
    expect(await findings()).toEqual(left);
    expect(await events()).toBe(6);
    await session.run(['findings', '--rebuild']);
    expect(await findings()).toEqual(left);
    // Days before the limit are closed; a later sighting of a forgotten finding starts a new one.
    await session.ingest({
      '2026-01-11-scan_ntp-north.csv': csv('2026-01-11', 2, 3),
      '2026-02-02-scan_ntp-north.csv': csv('2026-02-02', 1, 2),
    });
    expect(await findings()).toEqual([
      '192.0.2.1 2026-02-02 1',
      '192.0.2.2 2026-01-10 3',
      '192.0.2.4 2026-02-01 1',
    ]);
  });
});

describe('retention of originals', () => {
  copyForEachTest();

  it('removes those that no newer report needs', async () => {
    const same = FILES['2026-02-01-scan_ntp-north.csv'];
    await session.ingest({ '2026-01-09-scan_ntp-copy.csv': same });
    expect(originals()).toBe(4);
    await session.run(['retention', '--archive-days', '5', '--apply']);
    expect(originals()).toBe(1);
    expect(await events()).toBe(8);
    const { checks } = (await json('doctor')) as { checks: { name: string; status: string }[] };
    expect(checks.filter(({ status }) => status === 'problem')).toEqual([]);
    const refused = await session.run(['replay', '2']);
    expect(refused.notes).toContain('retention removed the original of report 2 (scan_ntp 2026-01-10');
    expect(refused.code).toBe(EXIT.failed);
    expect((await session.run(['replay', '--all'])).notes).toContain(
      'left out: 3 reports whose originals retention removed',
    );
    expect((await session.run(['reports', 'original', '1'])).code).toBe(EXIT.failed);
  });

  it('dates files that could not be loaded by their arrival, and accepts them again', async () => {
    await session.run(['retention', '--archive-days', '5', '--apply']);
    await session.ingest(FILES);
    expect(originals()).toBe(4);
    expect(types((await plan('--archive-days', '5')).archive)).toEqual(['event4_sinkhole', 'scan_ntp']);
    await session.run(['retention', '--archive-days', '5', '--apply']);
    expect(originals()).toBe(1);
  });
});
