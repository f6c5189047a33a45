// `sundial store`: migrates a store of an earlier Sundial, with a way back, and compresses originals again.

import type { Command } from 'commander';
import type { Settings } from '../../../config/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { loadShownSettings } from '../../frame/workspace.js';

interface MigrateOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly accept?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
}

interface CompressOptions extends GlobalOptions {
  readonly dryRun?: boolean;
}

export function declareStore(program: Command, context: CliContext): void {
  const store = program
    .command('store')
    .description('migrate the store or undo a migration, and compress originals again');
  const migrate = store
    .command('migrate')
    .description('migrate a store of an earlier Sundial; its previous state is kept until --accept')
    .option('--dry-run', 'show the changes without making them')
    .option('--accept', "remove the store's state from before the migration")
    .option('--undo', 'restore the state from before the migration; everything loaded since is lost')
    .option('--yes', 'undo without asking');
  bindAction<MigrateOptions>(migrate, context, async (_args, options) => {
    const chosen = (['dryRun', 'accept', 'undo'] as const).filter((name) => options[name] === true);
    if (chosen.length > 1)
      throw new SundialError('usage', { problem: 'use only one of --dry-run, --accept and --undo' });
    const settings = await loadShownSettings(options, context);
    if (options.accept === true) return accept(settings, options, context);
    if (options.undo === true) return undo(settings, options, context);
    return migrateStore(settings, options, context);
  });
  const compress = store
    .command('compress')
    .description(
      'compress earlier originals in the same way as new ones; after Ctrl-C, the next run continues',
    )
    .option('--dry-run', 'show the number of originals to compress without changing any');
  bindAction<CompressOptions>(compress, context, async (_args, options) => {
    const { compressStore } = await import('./compress-store.js');
    return compressStore(options, context);
  });
}

async function migrateStore(
  settings: Settings,
  options: MigrateOptions,
  context: CliContext,
): Promise<number> {
  const { migrateStoreOf } = await import('./migrate-store.js');
  return migrateStoreOf(settings, options, context);
}

async function accept(settings: Settings, options: MigrateOptions, context: CliContext): Promise<number> {
  const { dropSnapshot, hasSnapshot } = await import('../../../store/index.js');
  const accepted = hasSnapshot(settings.data_dir);
  const { refuseDamagedStore } = await import('./migrate-store.js');
  if (accepted) await refuseDamagedStore(settings);
  if (accepted) dropSnapshot(settings.data_dir);
  const text = accepted
    ? "Accepted: the store's state from before the migration was removed."
    : 'There is no state from before a migration. Nothing was changed.';
  context.print(options.json ? json({ accepted }) : text);
  return EXIT.done;
}

async function undo(settings: Settings, options: MigrateOptions, context: CliContext): Promise<number> {
  const { hasSnapshot, lockFolder, restoreSnapshot } = await import('../../../store/index.js');
  const folder = settings.data_dir;
  if (!hasSnapshot(folder))
    throw new SundialError('store-snapshot', {
      folder,
      problem: 'there is no state from before a migration to go back to',
    });
  if (options.yes !== true)
    throw new SundialError('usage', {
      problem:
        'going back loses every report, decision and mark since the migration (originals stay in the archive). Add --yes to do it',
    });
  const lock = lockFolder(folder);
  try {
    restoreSnapshot(folder);
  } finally {
    lock.release();
  }
  context.print(
    options.json ? json({ undone: true }) : 'The store is back in its state from before the migration.',
  );
  return EXIT.done;
}
