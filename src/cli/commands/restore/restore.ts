// `sundial restore`: makes a data folder from a backup.
import path from 'node:path';
import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { byteSize, json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { filesProgress } from '../../print/files-progress.js';
import { prose } from '../../print/prose.js';
import { counted } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly to?: string;
  readonly backup?: string;
}

export function declareRestore(program: Command, context: CliContext): void {
  const command = program
    .command('restore')
    .description('make a data folder from a backup; continues after an interruption')
    .argument('<folder>', 'the folder of backups')
    .option('--to <folder>', 'the empty folder to restore into (default: data_dir)')
    .option('--backup <name>', 'the name of the backup (default: the newest)');
  bindAction<Options>(command, context, async ([named = ''], options) => {
    requireLocal(named, 'the folder of backups', 'Copy the backups to a folder first');
    requireLocal(options.to, '--to', 'Restore into a folder');
    const { loadShownSettings } = await import('../../frame/workspace.js');
    const settings = await loadShownSettings(options, context);
    if (options.to === undefined && settings.store_url !== '') throw new SundialError('backup-server');
    const target = options.to === undefined ? settings.data_dir : path.resolve(context.cwd, options.to);
    const { restoreBackup } = await import('../../../backup/index.js');
    const progress = filesProgress('restored', context, options);
    const { name, files, bytes } = await restoreBackup({
      folder: path.resolve(context.cwd, named),
      target,
      ...(options.backup !== undefined && { name: options.backup }),
      ...(progress && { progress }),
    });
    const done = `${name} restored into ${target}: ${counted(files, 'file')}, ${byteSize(bytes)}`;
    context.print(
      options.json
        ? json({ backup: name, folder: target, files, bytes })
        : prose(context.page, `${done}\n${NEXT}`),
    );
    return EXIT.done;
  });
}

const NEXT = `The configuration is in the folder "configuration" below it; copy the files that you need to their places.
"sundial doctor" checks the restored store.`;
