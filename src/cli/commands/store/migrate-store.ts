// Runs or rehearses the migration of a store, and prints its changes.

import path from 'node:path';
import { openArchive } from '../../../archive/index.js';
import type { Settings } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { everything } from '../../../domain/everything.js';
import { describeReport } from '../../../domain/report.js';
import {
  checkFreeSpace,
  type IdentityPlan,
  migrateIdentities,
  openWorkspace,
  readPlan,
  withoutOriginal,
} from '../../../pipeline/index.js';
import {
  hasSnapshot,
  openAsItIs,
  restoreSnapshot,
  type StoreOptions,
  takeSnapshot,
} from '../../../store/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Page } from '../../frame/page.js';
import { prose } from '../../print/prose.js';
import { count, counted, printable, table } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly dryRun?: boolean;
}

const MIGRATED =
  'Migrated. "sundial store migrate --accept" removes the previous state of the store, "sundial store migrate --undo" restores it.';

/** Migrates the store of the settings. @throws SundialError `store-snapshot`, `store-locked` */
export async function migrateStoreOf(
  settings: Settings,
  options: Options,
  context: CliContext,
): Promise<number> {
  const isRehearsal = options.dryRun === true;
  let plan = await planOf(settings);
  // An interrupted migration begins again from the store's previous state.
  if (plan && !isRehearsal && hasSnapshot(settings.data_dir)) {
    restoreSnapshot(settings.data_dir);
    plan = await planOf(settings);
  }
  if (!plan) {
    context.print(options.json ? json({ migrated: false }) : 'The store is up to date.');
    return EXIT.done;
  }
  const missing = withoutOriginal(plan.lost, openArchive(path.join(settings.data_dir, 'archive')));
  if (isRehearsal) {
    context.print(
      options.json ? json(planJson(plan)) : prose(context.page, planText(plan, missing.length, context.page)),
    );
    return EXIT.done;
  }
  checkFreeSpace(settings.data_dir, plan);
  if (!settings.store_url) takeSnapshot(settings.data_dir);
  const workspace = await openWorkspace(settings, 'begin');
  try {
    const done = await migrateIdentities(workspace, context.clock, {
      renamed: (loads, deliveries) =>
        context.note(
          `renamed ${counted(loads, 'version')} of reports and ${counted(deliveries, 'delivery', 'deliveries')}`,
        ),
      merged: (at, of) =>
        context.note(`joined ${count(at)} of ${counted(of, 'report')} that had arrived by several routes`),
      reloaded: (at, of) =>
        context.note(`loaded ${count(at)} of ${counted(of, 'report')} that another one had replaced`),
    });
    context.print(
      options.json
        ? json({ migrated: true, ...done, withoutOriginal: done.withoutOriginal.length })
        : prose(context.page, MIGRATED),
    );
    return done.withoutOriginal.length > 0 ? EXIT.partial : EXIT.done;
  } finally {
    await workspace.store.close();
  }
}

/** The changes of a migration; undefined if the store has the schema of this version. */
async function planOf(settings: Settings): Promise<IdentityPlan | undefined> {
  const { health, tables, close } = await openAsItIs(everything, storeOptions(settings));
  try {
    const { found, known } = await health.schema();
    return found === 0 || found >= known ? undefined : await readPlan(tables);
  } finally {
    await close();
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

function planJson({ renames, deliveries, merges, lost }: IdentityPlan): object {
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

function planText({ renames, merges, lost }: IdentityPlan, missing: number, page: Page): string {
  const parts = [
    `${counted(renames.size, 'version of a report gets', 'versions of reports get')} the identifier of the file name instead of the name of the route.`,
    `${counted(merges.length, 'report')} arrived by several routes; one version of each will count:`,
    ...(merges.length > 0 ? [mergeTable(merges, page)] : []),
    `${counted(lost.length, 'report was', 'reports were')} replaced by another report and will be loaded again from the archive${missing > 0 ? `; ${counted(missing, 'original is', 'originals are')} missing` : ''}:`,
    ...(lost.length > 0
      ? [
          table(
            page,
            ['report', 'file'],
            lost.map((one) => [describeReport(one.report), printable(one.path)]),
          ),
        ]
      : []),
    'Nothing was changed. "sundial store migrate" makes these changes, and keeps the current state of the store until --accept.',
  ];
  return parts.join('\n');
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
