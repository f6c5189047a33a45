// Tests that a report that is read while its original arrives is loaded like any other, and what its failures leave.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SundialError } from '../src/domain/errors.js';
import type { FileOutcome } from '../src/pipeline/index.js';
import { checkInvariants, checkOutcomes } from './support/invariants.js';
import { numbers, report, reportFile } from './support/reports.js';
import { type Given, World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** Each test uses a different report type, so that one store suffices for all. */
let types = 0;
const nextType = () => `scan_test${++types}`;

const given = (list: string, type: string, content: string, more: Partial<Given> = {}): Given => ({
  name: reportFile(list, '2026-01-15', type),
  content,
  ...more,
});

/** Ingests one command's files, each in a batch of its own, and checks the invariants. */
async function ingest(files: readonly Given[], batchBytes = 1): Promise<FileOutcome[]> {
  const outcomes = await world.ingest(files, batchBytes);
  checkOutcomes(outcomes);
  await checkInvariants(world.store);
  return outcomes;
}

/** The numbers of a type's visible events. */
async function seen(type: string): Promise<number[]> {
  const rows = await world.operator.tables.rows<{ number: number }>(
    `SELECT toUInt32(extract(hostname, '[0-9]+')) AS number FROM events WHERE report_type = {type:String} ORDER BY number`,
    { type },
  );
  return rows.map(({ number }) => number);
}

const ledgerOf = (type: string) => world.operator.ledger.find({ types: [type] });

/** Large enough for several chunks of the reader. */
const LARGE = numbers(1, 3_000);

test('has the same events and records as one that arrived before', async () => {
  const [type, other] = [nextType(), nextType()];
  const [early] = await ingest([given('alpha', type, report(LARGE))]);
  const late = (await ingest([given('alpha', other, report(LARGE))], 1024 * 1024))[0]!;
  expect(early).toEqual({ ...late, path: early!.path, report: early!.report });
  const same = async (name: string) =>
    (await ledgerOf(name)).map(({ load: _, seq, flip, report_type, changed_at, ...row }) => row);
  expect(await same(type)).toEqual(await same(other));
  expect(await seen(type)).toEqual(await seen(other));
  expect(world.archive.holds((await ledgerOf(type))[0]!.sha256)).toBe(true);
});

test('is known when it comes again, and conflicts with another one of the same name', async () => {
  const type = nextType();
  const again = { folder: 'again' };
  const outcomes = await ingest([
    given('alpha', type, report(LARGE)),
    given('alpha', type, report(LARGE), again),
    given('alpha', type, report([1]), again),
  ]);
  expect(outcomes.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
    'loaded',
    'known',
    'report-name-conflict',
  ]);
  expect(await seen(type)).toEqual(LARGE);
});

test('is not visible if its source fails, and loads when it comes again', async () => {
  const type = nextType();
  const file = given('alpha', type, report(LARGE));
  const failure = new SundialError('file-changed', { file: `in/${file.name}` });
  const outcomes = await ingest([{ ...file, failure }, given('beta', type, report([1]))]);
  expect(outcomes.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(['file-changed', 'loaded']);
  expect(await seen(type)).toEqual([1]);
  expect((await ingest([file]))[0]!.outcome).toBe('loaded');
  expect(await seen(type)).toEqual(LARGE);
});

test('ends the run if its source fails as a whole', async () => {
  const type = nextType();
  const file = given('alpha', type, report(LARGE));
  await expect(world.ingest([{ ...file, failure: new Error('no network') }], 1)).rejects.toThrow(
    'no network',
  );
  expect(await seen(type)).toEqual([]);
  expect((await ingest([file]))[0]!.outcome).toBe('loaded');
});

test('is kept if it turns out not to be a report', async () => {
  const content = `<!doctype html>${'<p>Log in</p>'.repeat(300_000)}`;
  const [outcome] = await ingest([given('alpha', nextType(), content)]);
  expect(outcome!.error?.code).toBe('file-not-a-report');
  const [delivery] = await world.operator.tables.rows<{ sha256: string }>(
    'SELECT sha256 FROM deliveries WHERE path = {path:String}',
    { path: outcome!.path },
  );
  expect(world.archive.holds(delivery!.sha256)).toBe(true);
});
