// `sundial mail`: checks the configured mailboxes, reads them, and shows the outcome of each message.

import { type Command, InvalidArgumentError } from 'commander';
import type { Mailbox } from '../../../collect/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { MESSAGE_STATES, type MessageState } from '../../../domain/message-state.js';
import type { OpenSource } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Workspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { declareAuthorize } from './authorize.js';
import { declareOneMessage } from './one-message.js';

interface FetchOptions extends SourceOptions {
  readonly again?: boolean;
  readonly failOnEmpty?: boolean;
}

interface ListOptions extends GlobalOptions {
  readonly state?: MessageState;
  readonly limit: number;
}

export function declareMail(program: Command, context: CliContext): void {
  const mail = program.command('mail').description('fetch reports that come by mail, and show the messages');
  bindAction<SourceOptions>(
    addSource(
      mail
        .command('check')
        .description('connect to the mailboxes and describe their content, without changing anything'),
    ),
    context,
    (_args, options) => check(options, context),
  );
  declareAuthorize(mail, context);
  bindAction<FetchOptions>(
    addSource(mail.command('fetch'))
      .description('load the reports of new messages, and mark messages whose reports are stored')
      .argument(
        '[path...]',
        'mbox files, Maildirs, messages, or folders of .eml files, instead of the configured mailboxes',
      )
      .option('--again', 'read messages again that were left alone or failed permanently')
      .option('--fail-on-empty', 'exit with 5 if no message contained a report'),
    context,
    async (paths, options) => {
      for (const path of paths)
        requireLocal(path, 'a path', 'Servers are configured; docs/how-to describes how');
      const { withWorkspace } = await import('../../frame/workspace.js');
      return withWorkspace(options, context, (workspace) =>
        fetchMailboxes(paths, options, workspace, context),
      );
    },
  );
  bindAction<ListOptions>(
    mail
      .command('list')
      .description('show messages, their reports and the outcome')
      .option('--state <state>', `only messages in this state: ${MESSAGE_STATES.join(', ')}`, state)
      .option('--limit <n>', 'the number of messages to show, newest first', positive, 50),
    context,
    (_args, options) => list(options, context),
  );
  declareOneMessage(mail, context);
}

function state(text: string): MessageState {
  const found = MESSAGE_STATES.find((each) => each === text);
  if (!found) throw new InvalidArgumentError(`Expected one of ${MESSAGE_STATES.join(', ')}.`);
  return found;
}

async function check(options: SourceOptions, context: CliContext): Promise<number> {
  const [{ loadShownSettings }, { openChosen }, { checkSources, closeSources }, print] = await Promise.all([
    import('../../frame/workspace.js'),
    import('../../frame/chosen-sources.js'),
    import('../../../pipeline/index.js'),
    import('./mail-output.js'),
  ]);
  const settings = await loadShownSettings(options, context);
  const sources = await openChosen('mail fetch', { settings }, options, context);
  try {
    const checks = await checkSources(sources);
    const failed = checks.flatMap((each) => ('error' in each ? [each.error] : []));
    // A single mailbox fails like a command.
    if (checks.length === 1 && failed[0]) throw failed[0];
    context.print(
      options.json ? json(print.checksJson(checks)) : prose(context.page, print.checksText(checks)),
    );
    return failed[0]?.row.exit ?? EXIT.done;
  } finally {
    await closeSources(sources);
  }
}

async function fetchMailboxes(
  paths: readonly string[],
  options: FetchOptions,
  workspace: Workspace,
  context: CliContext,
): Promise<number> {
  if (paths.length > 0 && options.source !== undefined)
    throw new SundialError('usage', { problem: 'use either --source or paths of mailboxes' });
  const { openChosen, readChosen } = await import('../../frame/chosen-sources.js');
  const sources =
    paths.length > 0
      ? [await named(paths, workspace, context)]
      : await openChosen('mail fetch', workspace, options, context);
  return readChosen(sources, workspace, options, context, {
    asked: { again: options.again ? 'unhandled' : 'none' },
  });
}

async function named(
  paths: readonly string[],
  { settings }: Workspace,
  { cwd, clock, env }: CliContext,
): Promise<OpenSource> {
  const [{ namedMailboxes, openMailbox }, { namedSource }] = await Promise.all([
    import('../../../collect/index.js'),
    import('../../../pipeline/index.js'),
  ]);
  const mailboxes: Mailbox[] = [];
  const marks = settings.mail_handled !== 'none';
  for (const path of paths)
    mailboxes.push(await openMailbox(path, { cwd, marks, ownData: settings.data_dir }));
  return namedSource(namedMailboxes(mailboxes, settings, { clock, env }), { read: 'mail fetch' });
}

async function list(options: ListOptions, context: CliContext): Promise<number> {
  const [{ withReadableWorkspace }, { messagesTable, messageJson }] = await Promise.all([
    import('../../frame/workspace.js'),
    import('./mail-output.js'),
  ]);
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const states = options.state ? [options.state] : [];
    const messages = await operator.messages.find({ states, limit: options.limit });
    const reports = await operator.messages.reportsOf(messages.map(({ sha256 }) => sha256).filter(Boolean));
    const shown = messages.map((message) => ({
      message,
      reports: reports.filter((report) => report.message === message.sha256),
    }));
    if (options.json) context.print(json({ messages: shown.map(messageJson) }));
    else context.print(messagesTable(shown, context.page));
    return EXIT.done;
  });
}
