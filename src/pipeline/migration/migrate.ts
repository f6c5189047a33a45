// Performs the migration to one identity for each report: renames, joins versions, and loads lost reports again.
import { statfsSync } from 'node:fs';
import type { Archive } from '../../archive/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { Loader, LoadRequest } from '../../load/index.js';
import { keyNames, keyOfText } from '../../read/index.js';
import { estimateSeconds, type LayoutDays, layoutDays, type TableReader } from '../../store/index.js';
import { openLoader } from '../ingest/open-loader.js';
import type { Workspace } from '../workspace.js';
import { type IdentityPlan, type KnownDelivery, type KnownLoad, type Lost, planIdentities } from './plan.js';

/** Receives the progress of a migration. */
export interface MigrationWatch {
  renamed(loads: number, deliveries: number): void;
  merged(done: number, of: number): void;
  reloaded(done: number, of: number): void;
}

/** The result of a migration. */
export interface Migrated {
  readonly renamed: number;
  readonly merged: number;
  readonly reloaded: number;
  /** Reports whose original is not in the archive, so that they cannot be loaded again. */
  readonly withoutOriginal: readonly Lost[];
}

const MIB = 1024 * 1024;
/** Renaming writes patches, and slices with merged reports are copied. */
const LEAST_FREE_MIB = 512;
const BATCH = 100;

/** What migrating a store changes. */
export interface MigrationPlan {
  /** Undefined if every report in the store already has one identity for all routes. */
  readonly identities: IdentityPlan | undefined;
  readonly layout: LayoutDays;
  /** The estimated time for converting the events. */
  readonly seconds: number;
}

/** The schema in which reports have one identity for all routes. */
const ONE_IDENTITY = 7;

/** Plans the migration of a store of an earlier schema without changing anything. @param found the store's schema */
export async function planMigration(tables: TableReader, found: number): Promise<MigrationPlan> {
  return {
    identities: found < ONE_IDENTITY ? await readPlan(tables) : undefined,
    layout: await layoutDays(tables),
    seconds: await estimateSeconds(tables, KEY_TOOLS, () => performance.now()),
  };
}

const KEY_TOOLS = { keyOf: (text: Buffer) => keyOfText(text), namesOf: keyNames };

/**
 * Converts the events of a store that was opened for migration to the layout of this version. May be killed at any
 * point; the next call continues.
 *
 * @param progress called with the number of converted rows and the total
 * @throws SundialError `store-layout`
 */
export async function migrateLayout(
  { store }: Workspace,
  progress: (rows: number, of: number) => void,
): Promise<void> {
  await store.layoutMove(KEY_TOOLS).move(progress);
}

/** Reads the store and plans the identities of its reports. Works on a store of any schema. */
export async function readPlan(tables: TableReader): Promise<IdentityPlan> {
  const loads = await tables.rows<KnownLoad>(
    `SELECT load, toString(state) AS state, toString(report_type) AS report_type, toString(report_date) AS report_date,
       list, sha256, rows, bytes, toUnixTimestamp(published_at) AS published_at, toString(events_state) AS events_state,
       toString(original_state) AS original_state
     FROM reports ORDER BY load`,
  );
  const deliveries = await tables.rows<KnownDelivery>(
    `SELECT toString(source) AS source, path, list, toString(report_type) AS report_type,
       toString(report_date) AS report_date, sha256, max(bytes) AS bytes,
       toUnixTimestamp(max(message.sent_at)) AS published_at
     FROM deliveries LEFT JOIN (SELECT sha256 AS message_sha256, sent_at FROM messages WHERE sha256 != '') AS message
     ON deliveries.message = message.message_sha256
     WHERE outcome != 'failed' GROUP BY source, path, list, report_type, report_date, sha256
     ORDER BY max(delivered_at), path`,
  );
  return planIdentities(loads, deliveries);
}

/** The lost reports whose originals are not in the archive. */
export function withoutOriginal(lost: readonly Lost[], archive: Archive): Lost[] {
  return lost.filter(({ sha256 }) => !archive.holds(sha256));
}

/**
 * Refuses a migration for which the disk has too little free space.
 *
 * @throws SundialError `store-snapshot`
 */
export function checkFreeSpace(folder: string, { identities, layout }: MigrationPlan): void {
  const { bavail, bsize } = statfsSync(folder);
  const { lost = [], merges = [] } = identities ?? {};
  const loads = [...lost, ...merges.flatMap(({ winner, losers }) => [winner, ...losers])];
  // Rows are never larger in the new layout than in the old one, which is kept until the migration is accepted.
  const bytes = loads.reduce((sum, each) => sum + each.bytes, layout.bytes);
  const needed = Math.ceil(bytes / MIB) + LEAST_FREE_MIB;
  const free = Math.floor((bavail * bsize) / MIB);
  if (free < needed)
    throw new SundialError('store-snapshot', {
      folder,
      problem: `the migration needs ${needed} MiB and ${free} MiB are free. Free space and run it again`,
    });
}

/**
 * Gives reports one identity for all routes, in a store that was opened for migration and whose events have the layout of
 * this version. May be killed at any point; the next call completes it.
 */
export async function migrateIdentities(
  workspace: Workspace,
  clock: Clock,
  watch: MigrationWatch,
): Promise<Migrated> {
  const { store, operator, archive } = workspace;
  const { tables } = operator;
  const { renames, deliveries } = await readPlan(tables);
  await store.renameLists({ loads: renames, deliveries });
  watch.renamed(renames.size, deliveries.size);
  const loader = openLoader({ ...workspace, clock });
  try {
    await completeExpired(workspace, loader);
    const merged = await mergeVersions(tables, loader, watch);
    const { lost } = await readPlan(tables);
    const missing = new Set(withoutOriginal(lost, archive));
    const found = lost.filter((each) => !missing.has(each));
    for (let at = 0; at < found.length; at += BATCH) {
      await loader.load(found.slice(at, at + BATCH));
      watch.reloaded(Math.min(at + BATCH, found.length), found.length);
    }
    return { renamed: renames.size, merged, reloaded: found.length, withoutOriginal: [...missing] };
  } finally {
    await loader.close();
  }
}

/**
 * Loads again the winning versions whose events retention removed, because some of their findings were counted in a
 * version that is about to be removed. The next run of retention removes the events again.
 */
async function completeExpired({ operator, archive }: Workspace, loader: Loader): Promise<void> {
  const { merges } = await readPlan(operator.tables);
  const expired = merges
    .map(({ winner }) => winner)
    .filter((winner) => winner.events_state !== 'kept' && archive.holds(winner.sha256));
  for (let at = 0; at < expired.length; at += BATCH)
    await loader.load(expired.slice(at, at + BATCH).map(requestOf));
}

function requestOf({ report_type, report_date, list, sha256, bytes, published_at }: KnownLoad): LoadRequest {
  const report = { type: report_type, date: report_date, list };
  return { path: describeReport(report), report, sha256, bytes, publishedAt: published_at };
}

async function mergeVersions(tables: TableReader, loader: Loader, watch: MigrationWatch): Promise<number> {
  const { merges } = await readPlan(tables);
  for (let at = 0; at < merges.length; at += BATCH) {
    const pairs = merges
      .slice(at, at + BATCH)
      .flatMap(({ winner, losers }) => losers.map(({ load }) => [load, winner.load] as const));
    await loader.retire(new Map(pairs));
    watch.merged(Math.min(at + BATCH, merges.length), merges.length);
  }
  return merges.length;
}
