// `sundial backup`: makes a backup of the data folder, and lists and checks backups.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { About, Made, Verified } from '../../../backup/index.js';
import type { Settings } from '../../../config/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { Workspace } from '../../../pipeline/index.js';
import { byteSize, json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { filesProgress } from '../../print/files-progress.js';
import { prose } from '../../print/prose.js';
import { counted, printable, table } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly withSecrets?: boolean;
  readonly keep?: number;
  readonly list?: boolean;
  readonly verify?: boolean;
  readonly backup?: string;
}

export function declareBackup(program: Command, context: CliContext): void {
  const command = program
    .command('backup')
    .description('copy new content of the data folder to a folder of backups, also while the service runs')
    .argument('<folder>', 'the folder of backups, preferably on another disk')
    .option('--with-secrets', 'include the passwords and keys of the configuration')
    .option('--keep <n>', 'number of backups to keep; older ones are removed', positive)
    .option('--list', 'show the backups in the folder')
    .option('--verify', 'read the backups in the folder and compare them with their checksums')
    .option('--backup <name>', 'with --verify: only this backup');
  bindAction<Options>(command, context, async ([named = ''], options) => {
    requireLocal(named, 'the folder of backups', STORAGE);
    const folder = path.resolve(context.cwd, named);
    refuseMixed(options);
    if (options.list) return list(folder, options, context);
    if (options.verify) return verify(folder, options, context);
    return make(folder, options, context);
  });
}

const STORAGE = 'Back up to a folder, and copy or synchronise it to the other storage';

function refuseMixed(options: Options): void {
  const chosen = [options.list, options.verify, options.withSecrets].filter(Boolean);
  if (chosen.length > 1)
    throw new SundialError('usage', { problem: 'use only one of --list, --verify and --with-secrets' });
  if (options.keep !== undefined && (options.list || options.verify))
    throw new SundialError('usage', { problem: '--keep only applies to making a backup' });
  if (options.backup !== undefined && !options.verify)
    throw new SundialError('usage', { problem: '--backup only applies to --verify' });
}

async function make(folder: string, options: Options, context: CliContext): Promise<number> {
  const { withWorkspaceInTurns } = await import('../../frame/workspace.js');
  const { interruptible } = await import('../../frame/interrupt.js');
  return withWorkspaceInTurns(options, context, async (workspace, inTurn) => {
    const { settings, store, archive, downloadIds } = workspace;
    if (settings.store_url !== '') throw new SundialError('backup-server');
    const { makeBackup } = await import('../../../backup/index.js');
    const progress = filesProgress('copied', context, options);
    const withSecrets = options.withSecrets === true;
    const made = await interruptible(context, async (signal) =>
      makeBackup({
        folder,
        dataFolder: settings.data_dir,
        ...{ store, archive, clock: context.clock, withSecrets, inTurn, signal },
        configuration: await configuration(options, context, downloadIds, withSecrets),
        ...(options.keep !== undefined && { keep: options.keep }),
        ...(progress && { progress }),
      }),
    );
    context.print(options.json ? json(madeJson(made)) : prose(context.page, madeText(made)));
    return EXIT.done;
  });
}

async function configuration(
  options: Options,
  context: CliContext,
  downloadIds: Workspace['downloadIds'],
  withSecrets: boolean,
) {
  const { configurationFiles, loadSettings } = await import('../../../config/index.js');
  const request = { flags: { ...options }, env: context.env, cwd: context.cwd };
  const loaded = await loadSettings(request);
  const files = await configurationFiles(request, loaded, withSecrets);
  const { settings } = loaded;
  return [
    ...files.map(({ name, content }) => ({ name, content: Buffer.from(content) })),
    ...(withSecrets ? await secretFiles(settings, downloadIds) : []),
  ];
}

/** The keys of constituents, users of the web application, ids of downloads, and permissions to read mailboxes. */
async function secretFiles(settings: Settings, downloadIds: Workspace['downloadIds']) {
  const { grantedFiles } = await import('../../../collect/index.js');
  return [
    ...(await accessFiles(settings)),
    ...(await downloadIds.files()),
    ...(await grantedFiles(settings.data_dir)),
  ];
}

/** The files of keys and users, if there are any. */
async function accessFiles(settings: Settings): Promise<{ name: string; content: Buffer }[]> {
  const { keysFileOf, usersFileOf } = await import('../../../access/index.js');
  const files = { 'keys.json': keysFileOf(settings).file, 'users.json': usersFileOf(settings).file };
  const existing = Object.entries(files).filter(([, file]) => existsSync(file));
  return Promise.all(existing.map(async ([name, file]) => ({ name, content: await readFile(file) })));
}

async function list(folder: string, options: Options, context: CliContext): Promise<number> {
  const { listBackups } = await import('../../../backup/index.js');
  const backups = await listBackups(folder);
  const head = ['backup', 'made at (UTC)', 'files', 'size', 'secrets'];
  const rows = backups.map(({ name, madeAt, files, bytes, withSecrets }) => [
    name,
    madeAt.toISOString().slice(0, 19).replace('T', ' '),
    files,
    byteSize(bytes),
    withSecrets ? 'yes' : 'no',
  ]);
  context.print(
    options.json
      ? json({ backups: backups.map(aboutJson) })
      : table(context.page, head, rows, { right: [2, 3] }),
  );
  return EXIT.done;
}

async function verify(folder: string, options: Options, context: CliContext): Promise<number> {
  const { verifyBackups } = await import('../../../backup/index.js');
  const progress = filesProgress('read', context, options);
  const verified = await verifyBackups(folder, {
    ...(options.backup !== undefined && { name: options.backup }),
    ...(progress && { progress }),
  });
  context.print(options.json ? json(verified) : prose(context.page, verifiedText(verified)));
  return verified.problems.length > 0 ? EXIT.failed : EXIT.done;
}

const aboutJson = ({ name, madeAt, version, withSecrets, files, bytes }: About) => ({
  name,
  made_at: madeAt.toISOString(),
  version,
  with_secrets: withSecrets,
  files,
  bytes,
});

const madeJson = (made: Made) => ({
  ...aboutJson(made),
  new_files: made.newFiles,
  new_bytes: made.newBytes,
  removed: made.removed,
});

function madeText({ name, files, bytes, newFiles, newBytes, removed, withSecrets }: Made): string {
  return [
    `backup ${name}: ${counted(files, 'file')}, ${byteSize(bytes)}; ${counted(newFiles, 'content')} copied, ${byteSize(newBytes)}`,
    ...(removed > 0 ? [`${counted(removed, 'earlier backup')} removed`] : []),
    ...(withSecrets ? [] : ['The backup does not contain passwords and keys; --with-secrets includes them.']),
  ].join('\n');
}

function verifiedText({ backups, files, bytes, problems }: Verified): string {
  const what = `${counted(backups.length, 'backup')}, ${counted(files, 'file')}, ${byteSize(bytes)}`;
  if (problems.length === 0) return `${what}: everything is unchanged.`;
  return [`${what}: ${counted(problems.length, 'problem')}`, ...problems.map(printable)].join('\n');
}
