// `sundial whitelist`: manages accepted findings, whose owners are not notified.

import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import type { WhitelistEntry } from '../../../triage/index.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, addAuthorship, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Workspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { entryLine, previewText, whitelistTable } from './whitelist-output.js';

interface PrintOptions extends GlobalOptions {
  readonly type?: string;
  readonly ip?: string;
  readonly ended?: boolean;
}

/** Options of all subcommands that change entries; those without a duration ignore it. */
interface ChangeOptions extends GlobalOptions, AuthorOptions {
  readonly type: string;
  readonly ip?: string;
  readonly days: string;
  readonly breakThrough?: boolean;
  readonly preview?: boolean;
}

/** The work of a subcommand with an open whitelist. */
type Work = (tools: Tools, subject: string, options: ChangeOptions) => Promise<void>;
type Tools = Awaited<ReturnType<typeof toolsOf>>;

const SUBJECT =
  'an address, a network, a host name, *.name for all names below it, or a device of the inventory';
const TYPE = 'a report type, a short name (ntp: all of its family), or all';

export function declareWhitelist(program: Command, context: CliContext): void {
  const whitelist = program
    .command('whitelist')
    .description('show and change the whitelist of accepted findings, whose owners are not notified');
  bindAction<PrintOptions>(
    whitelist
      .command('print')
      .alias('list')
      .description('show the entries, how often they applied and when they expire')
      .option('-t, --type <type>', `only entries that apply to this type (${TYPE})`)
      .option('-i, --ip <subject>', 'only entries that cover this address, network or name')
      .option('--ended', 'also show expired entries'),
    context,
    (_args, options) => print(options, context),
  );
  change(
    whitelist,
    context,
    'insert',
    'add',
    'accept findings, so that their owner is not notified',
    insert,
    (command) =>
      command
        .requiredOption('-d, --days <days>', 'number of days from now, or forever')
        .option(
          '--break-through',
          'notify anyway if the severity rises, a CVE is added or the host is compromised',
        )
        .option('--preview', 'only show the findings that the entry would have hidden in the last 30 days'),
  );
  change(whitelist, context, 'modify_time', 'extend', 'change when an entry expires', modify, (command) =>
    command.requiredOption('-d, --days <days>', 'number of days from now, or forever'),
  );
  change(whitelist, context, 'remove', 'rm', 'remove an entry', remove, (command) => command);
}

/** Declares a subcommand that changes entries of one type and subject. */
function change(
  whitelist: Command,
  context: CliContext,
  name: string,
  alias: string,
  description: string,
  work: Work,
  options: (command: Command) => Command,
): void {
  const command = whitelist
    .command(name)
    .alias(alias)
    .description(description)
    .argument('[subject]', SUBJECT)
    .requiredOption('-t, --type <type>', TYPE)
    .option('-i, --ip <subject>', 'the subject, instead of the last argument');
  bindAction<ChangeOptions>(addAuthorship(options(command)), context, async ([subject], given) => {
    const { withEdit, withReadableWorkspace } = await import('../../frame/workspace.js');
    // A preview reads a month of findings, and decides nothing.
    const open = given.preview ? withReadableWorkspace : withEdit;
    return open(given, context, async (workspace) => {
      await work(await toolsOf(workspace, context), subjectOf(subject, given), given);
      return EXIT.done;
    });
  });
}

async function toolsOf(workspace: Workspace, context: CliContext) {
  const [{ Whitelist, previewEntry, readDuration }, { triageContext }] = await Promise.all([
    import('../../../triage/index.js'),
    import('../../frame/triage-context.js'),
  ]);
  const triage = triageContext(workspace, context);
  return { whitelist: new Whitelist(triage), triage, previewEntry, readDuration, context };
}

function subjectOf(argument: string | undefined, { ip }: ChangeOptions): string {
  if ((argument === undefined) === (ip === undefined))
    throw new SundialError('usage', { problem: 'name one subject, such as 192.0.2.10' });
  return String(argument ?? ip);
}

async function print(options: PrintOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const { whitelist } = await toolsOf(workspace, context);
    const { type, ip, ended } = options;
    const entries = await whitelist.list({
      ...(type !== undefined && { type }),
      ...(ip !== undefined && { subject: ip }),
      ended: ended === true,
    });
    context.print(options.json ? json({ entries }) : whitelistTable(entries, context.page));
    return EXIT.done;
  });
}

const insert: Work = async ({ whitelist, triage, previewEntry, readDuration, context }, subject, options) => {
  const type = options.type;
  const duration = readDuration(options.days);
  if (options.preview) {
    const preview = await previewEntry(triage, { type, subject });
    context.print(options.json ? json(preview) : prose(context.page, previewText(preview, context.page)));
    return;
  }
  const { author, reason = '' } = readAuthorship(options, context);
  const breakThrough = options.breakThrough === true;
  const entry = await whitelist.insert({ type, subject, duration, reason, author, breakThrough });
  told('added', [entry], options, context);
};

const modify: Work = async ({ whitelist, readDuration, context }, subject, options) => {
  const duration = readDuration(options.days);
  const change = { duration, ...readAuthorship(options, context) };
  told('changed', await whitelist.changeTime(options.type, subject, change), options, context);
};

const remove: Work = async ({ whitelist, context }, subject, options) => {
  const removed = await whitelist.remove(options.type, subject, readAuthorship(options, context));
  told('removed', removed, options, context);
};

function told(
  done: string,
  entries: readonly WhitelistEntry[],
  options: GlobalOptions,
  context: CliContext,
): void {
  if (options.json) context.print(json({ [done]: entries }));
  else for (const entry of entries) context.print(prose(context.page, `${done}: ${entryLine(entry)}`));
}
