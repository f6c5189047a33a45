// Tests that a search with text lists finds what a search through all columns finds, whatever happened to the reports.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbers, report, reportFile } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import { openEmbedded } from '../engine/embedded.js';
import { TextLists } from './text-lists.js';

let world: World;
const DAY = '2026-01-15';
const SSH = [
  'timestamp,ip,banner,server_host_key_sha256,odd_column',
  `${DAY} 00:00:01,192.0.2.9,OpenSSH-für,`,
];

beforeAll(async () => {
  world = await World.open();
  await world.ingest([
    { name: reportFile('alpha', DAY), content: report(numbers(1, 40)) },
    { name: reportFile('beta', DAY), content: report(numbers(30, 60)) },
    { name: reportFile('alpha', '2026-01-16'), content: report([70]) },
    { name: reportFile('alpha', DAY, 'scan_ssh'), content: `${SSH.join('\n')}${'0a'.repeat(32)},strange\n` },
  ]);
});
afterAll(() => world.close());

/** Texts of each column, as lists hold them in whatever order. */
async function lists(): Promise<Record<string, string[]>> {
  const rows = await world.operator.tables.rows<{ place: string; texts: string }>(
    `SELECT concat(toString(load), ' ', column) AS place, arrayStringConcat(groupArray(text), '\\n') AS texts
     FROM text_lists GROUP BY place ORDER BY place`,
  );
  const words = (texts: string) => [...new Set(texts.match(/[\w.:-]{4,}/g) ?? [])].sort();
  return Object.fromEntries(rows.map(({ place, texts }) => [place, words(texts)]));
}

/** The number of lists shows whether any is stored twice. */
async function numberOfLists(): Promise<number> {
  const [row] = await world.operator.tables.rows<{ lists: number }>(
    'SELECT count() AS lists FROM text_lists',
  );
  return row!.lists;
}

const places = (text: string) =>
  world.operator.events.textPlaces({ text, condition: 'e.report_date = {day:Date}', values: { day: DAY } });

const EARLIER_SCHEMA = 'ALTER TABLE migrations DELETE WHERE number >= 13 SETTINGS mutations_sync = 2';

describe('places of a text', () => {
  it('are the columns and loads that hold it, in any case of its letters', async () => {
    expect(await places('OPENSSH-für')).toEqual({ columns: ['banner'], loads: [4], listedIn: 1 });
    expect(await places('ost31.Exam')).toEqual({ columns: ['hostname'], loads: [1, 2], listedIn: 2 });
    expect(await places('strange')).toEqual({ columns: ['rest'], loads: [4], listedIn: 1 });
  });

  it('are days and types of the condition only', async () => {
    expect(await places('host70')).toEqual({ columns: [], loads: [], listedIn: 0 });
  });

  it('are columns of hashes for texts that are like hashes', async () => {
    expect((await places('a0a'))!.columns).toEqual(['server_host_key_sha256']);
    expect((await places('a0x'))!.columns).toEqual([]);
  });

  it('include tags wherever tags may be joined', async () => {
    expect(await places('ntp;iot')).toEqual({ columns: ['tags'], loads: [1, 2], listedIn: 0 });
  });
});

it('lists of stored reports hold the same texts as those that the reader makes', async () => {
  const before = await lists();
  expect(Object.keys(before).length).toBeGreaterThan(20);
  await world.reopenAfter('DROP TABLE text_lists SYNC', EARLIER_SCHEMA);
  expect(await places('host1')).toBeUndefined();
  await world.store.texts.complete();
  expect(await lists()).toEqual(before);
});

it('lists that a kill left incomplete are made again, and are not used before', async () => {
  const before = await lists();
  const stored = await numberOfLists();
  await world.reopenAfter("DELETE FROM text_lists WHERE column = '' AND load != 1");
  expect(await places('host1')).toBeUndefined();
  expect(await world.operator.health.withoutTextLists()).toBe(3);
  const steps: string[] = [];
  await world.store.texts.complete((done, of) => {
    steps.push(`${done}/${of}`);
    return false;
  });
  expect(steps).toEqual(['1/3']);
  await world.store.texts.complete();
  expect(await lists()).toEqual(before);
  expect(await numberOfLists()).toBe(stored);
  expect((await places('host3'))!.loads).toEqual([1, 2]);
});

it('a report without the texts of its earlier version is no place of them', async () => {
  const name = reportFile('beta', DAY);
  await world.ingest([{ name, content: report(numbers(50, 70)), publishedAt: 1_768_500_000 }]);
  expect((await places('host35.'))!.loads).toEqual([1]);
  const [row] = await world.operator.tables.rows('SELECT count() AS lists FROM text_lists WHERE load = 2');
  expect(row).toEqual({ lists: 0 });
});

it('removing loads removes their lists, also from the files', async () => {
  const engine = await openEmbeddedAfterLeaving();
  try {
    const texts = new TextLists(engine);
    // As after a kill while lists of a stored report were made.
    await engine.run("DELETE FROM text_lists WHERE column = '' AND load = 1");
    await texts.remove([1]);
    await texts.reclaim([DAY]);
    const count = `SELECT sum(rows) AS rows FROM system.parts WHERE active AND table = 'text_lists' AND partition_id NOT LIKE 'patch-%'`;
    const [held] = await engine.rows<{ rows: number }>(count);
    const [left] = await engine.rows<{ rows: number; gone: number }>(
      'SELECT count() AS rows, countIf(load = 1) AS gone FROM text_lists',
    );
    expect(left).toEqual({ rows: held!.rows, gone: 0 });
  } finally {
    await engine.close();
  }
});

async function openEmbeddedAfterLeaving() {
  await world.leave();
  return openEmbedded({ folder: world.folder, memoryLimitMib: 512 });
}
