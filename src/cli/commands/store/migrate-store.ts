// Runs or rehearses the migration of a store, and prints its changes.

import path from 'node:path';
import { openArchive } from '../../../archive/index.js';
import type { Settings } from '../../../config/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { everything } from '../../../domain/everything.js';
import { describeReport } from '../../../domain/report.js';
import {
  checkFreeSpace,
  type IdentityPlan,
  type Migrated,
  type MigrationPlan,
  type MigrationWatch,
  migrateIdentities,
  migrateLayout,
  openWorkspace,
  planMigration,
  withoutOriginal,
} from '../../../pipeline/index.js';
import {
  damagedBefore,
  hasSnapshot,
  hasStore,
  openAsItIs,
  restoreSnapshot,
  type StoreAsItIs,
  type StoreOptions,
  snapshotSchema,
  takeSnapshot,
} from '../../../store/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Page } from '../../frame/page.js';
import { prose } from '../../print/prose.js';
import { count, counted, printable, table } from '../../print/table.js';
import { tenths } from './tenths.js';

const MIB = 1024 * 1024;

interface Options extends GlobalOptions {
  readonly dryRun?: boolean;
}

const MIGRATED =
  'Migrated. "sundial store migrate --accept" removes the previous state of the store, "sundial store migrate --undo" restores it.';

/** Migrates the store of the settings. @throws SundialError `store-snapshot`, `store-locked`, `store-layout` */
export async function migrateStoreOf(
  settings: Settings,
  options: Options,
  context: CliContext,
): Promise<number> {
  if (!settings.store_url && !hasStore(settings.data_dir)) {
    const text = `${printable(settings.data_dir)} contains no store yet, so there is nothing to migrate.`;
    context.print(options.json ? json({ migrated: false }) : prose(context.page, text));
    return EXIT.done;
  }
  const isRehearsal = options.dryRun === true;
  let plan = await planOf(settings);
  // An interrupted migration of identities starts again from the store's previous state; one of the layout continues.
  if (plan?.identities && !isRehearsal && hasSnapshot(settings.data_dir)) {
    restoreSnapshot(settings.data_dir);
    plan = await planOf(settings);
  }
  if (!plan) {
    context.print(options.json ? json({ migrated: false }) : 'The store is up to date.');
    return EXIT.done;
  }
  const missing = withoutOriginal(
    plan.identities?.lost ?? [],
    openArchive(path.join(settings.data_dir, 'archive')),
  );
  if (isRehearsal) {
    context.print(
      options.json ? json(planJson(plan)) : prose(context.page, planText(plan, missing.length, context.page)),
    );
    return EXIT.done;
  }
  refuseEarlierSnapshot(settings.data_dir, plan);
  checkFreeSpace(settings.data_dir, plan);
  context.note(timeText(plan));
  if (!settings.store_url) takeSnapshot(settings.data_dir, plan.found);
  const done = await migrate(settings, plan, context);
  context.print(
    options.json
      ? json({ migrated: true, ...done, withoutOriginal: done.withoutOriginal.length })
      : prose(context.page, MIGRATED),
  );
  return done.withoutOriginal.length > 0 ? EXIT.partial : EXIT.done;
}

async function migrate(settings: Settings, plan: MigrationPlan, context: CliContext): Promise<Migrated> {
  const workspace = await openWorkspace(settings, { guidance: 'begin' });
  try {
    // New rows can only be written in the new layout, so events are converted before reports are loaded again.
    await migrateLayout(workspace, tenths('converted', context));
    const done = plan.identities
      ? await migrateIdentities(workspace, context.clock, watchOf(context))
      : { renamed: 0, merged: 0, reloaded: 0, withoutOriginal: [] };
    await workspace.store.texts.complete(textProgress(context));
    await workspace.store.endGuided(tenths('counted', context));
    return done;
  } finally {
    await workspace.store.close();
  }
}

/** Prints the progress of making text lists after each tenth of the reports. */
function textProgress(context: CliContext): (done: number, of: number) => boolean {
  let reached = 0;
  return (done, of) => {
    const tenth = Math.floor((10 * done) / of);
    if (tenth > reached)
      context.note(`made text lists of ${count(done)} of ${counted(of, 'report')}, for searches`);
    reached = tenth;
    return true;
  };
}

const watchOf = (context: CliContext): MigrationWatch => ({
  renamed: (loads, deliveries) =>
    context.note(
      `renamed ${counted(loads, 'version')} of reports and ${counted(deliveries, 'delivery', 'deliveries')}`,
    ),
  merged: (at, of) =>
    context.note(`joined ${count(at)} of ${counted(of, 'report')} that had arrived by several routes`),
  reloaded: (at, of) =>
    context.note(`loaded ${count(at)} of ${counted(of, 'report')} that another one had replaced`),
});

/**
 * Refuses while the state before an earlier migration is kept, because --undo would restore that state.
 * @throws SundialError `store-snapshot`
 */
function refuseEarlierSnapshot(folder: string, { found, isBegun }: Plan): void {
  if (hasSnapshot(folder) && !isBegun && snapshotSchema(folder) !== found)
    throw new SundialError('store-snapshot', {
      folder,
      problem:
        'the store from before an earlier migration is still kept. Remove it with "sundial store migrate --accept" first',
    });
}

interface Plan extends MigrationPlan {
  /** The store's schema. */
  readonly found: number;
  /** Whether this migration was begun and interrupted. */
  readonly isBegun: boolean;
}

/**
 * The changes of a migration; undefined if the store already has the schema of this version.
 *
 * @throws SundialError `store-damaged`, `store-damaged-earlier`, `store-newer`
 */
async function planOf(settings: Settings): Promise<Plan | undefined> {
  const store = await openAsItIs(everything, storeOptions(settings));
  const { health, tables, close } = store;
  try {
    const { found, known, isGuided } = await health.schema();
    refuseDamaged(store, isGuided);
    if (found > known) throw new SundialError('store-newer', { folder: settings.data_dir, found, known });
    if (found === 0 || found === known) return undefined;
    return { found, ...(await planMigration(tables, found)), isBegun: await health.isMigrating() };
  } finally {
    await close();
  }
}

/** @throws SundialError `store-damaged`, `store-damaged-earlier` */
function refuseDamaged({ damage }: Pick<StoreAsItIs, 'damage'>, isGuided: boolean): void {
  const [problem] = damage;
  if (problem !== undefined) throw damagedBefore({ isGuided }, problem);
}

/**
 * Refuses if the migrated store is damaged, because the state from before the migration may be all that is left. A store
 * that another process uses was checked by that process.
 *
 * @throws SundialError `store-damaged`
 */
export async function refuseDamagedStore(settings: Settings): Promise<void> {
  try {
    const store = await openAsItIs(everything, storeOptions(settings));
    await store.close();
    refuseDamaged(store, false);
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || thrown.code !== 'store-locked') throw thrown;
  }
}

function storeOptions(settings: Settings): StoreOptions {
  return {
    folder: settings.data_dir,
    url: settings.store_url,
    user: settings.store_user,
    password: settings.store_password,
    memoryLimitMib: settings.memory_limit_mib,
  };
}

function planJson({ identities, layout, seconds }: MigrationPlan): object {
  const { days, bytes } = layout;
  const events = days.reduce((sum, { rows }) => sum + rows, 0);
  return {
    layout: { days: days.length, events, bytes, seconds },
    ...(identities && identitiesJson(identities)),
  };
}

function identitiesJson({ renames, deliveries, merges, lost }: IdentityPlan): object {
  return {
    renamed: renames.size,
    deliveries: deliveries.size,
    merges: merges.map(({ report, winner, losers }) => ({
      report,
      winner: versionJson(winner),
      losers: losers.map(versionJson),
    })),
    reloads: lost.map(({ report, path: file, sha256 }) => ({ report, path: file, sha256 })),
  };
}

const versionJson = ({
  load,
  list,
  rows,
  published_at,
  events_state,
}: IdentityPlan['merges'][number]['winner']) => ({
  id: load,
  list,
  rows,
  published_at: published_at ? new Date(published_at * 1000).toISOString() : null,
  events: events_state,
});

/** The amount of work and the estimated time, without seconds, which other work on the machine easily multiplies. */
function timeText({ layout, seconds }: MigrationPlan): string {
  const { days, bytes } = layout;
  const rows = days.reduce((sum, { rows: each }) => sum + each, 0);
  const time = seconds < 30 ? 'a minute or less' : counted(Math.ceil(seconds / 60), 'minute');
  return `${counted(rows, 'event')} of ${counted(days.length, 'day')} (${count(Math.ceil(bytes / MIB))} MiB) will be converted to a smaller layout, which takes about ${time} on an idle machine; the same amount of disk space has to be free.`;
}

function planText(plan: MigrationPlan, missing: number, page: Page): string {
  const parts = [
    timeText(plan),
    ...(plan.identities ? identitiesText(plan.identities, missing, page) : []),
    'Nothing was changed. "sundial store migrate" makes these changes, and keeps the previous state of the store until --accept.',
  ];
  return parts.join('\n');
}

function identitiesText({ renames, merges, lost }: IdentityPlan, missing: number, page: Page): string[] {
  return [
    `${counted(renames.size, 'version of a report gets', 'versions of reports get')} the identifier of the file name instead of the name of the route.`,
    `${counted(merges.length, 'report')} arrived by several routes; one version of each will count:`,
    ...(merges.length > 0 ? [mergeTable(merges, page)] : []),
    `${counted(lost.length, 'report was', 'reports were')} replaced by another report and will be loaded again from the archive${missing > 0 ? `; ${counted(missing, 'original is', 'originals are')} missing` : ''}:`,
    ...(lost.length > 0
      ? [
          table(
            page,
            ['report', 'file'],
            lost.map((each) => [describeReport(each.report), printable(each.path)]),
          ),
        ]
      : []),
  ];
}

function mergeTable(merges: IdentityPlan['merges'], page: Page): string {
  const rows = merges.map(({ report, winner, losers }) => [
    printable(describeReport(report)),
    printable(`${winner.load} (${winner.list}, ${counted(winner.rows, 'row')})`),
    printable(
      losers.map((loser) => `${loser.load} (${loser.list}, ${counted(loser.rows, 'row')})`).join('; '),
    ),
  ]);
  return table(page, ['report', 'counts', 'no longer counts'], rows);
}
