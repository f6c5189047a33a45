// `sundial digest`: shows, saves, sends and undoes the digest of a day.

import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import type { DigestSent, UndoneDigest } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import type { Digest } from '../../../triage/index.js';
import { readDate } from '../../filters/selection.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { notesPage, PLAIN_PAGE } from '../../frame/page.js';
import type { Workspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { counted } from '../../print/table.js';
import { historyText, lineLog } from './digest-log.js';

const FORMATS = ['text', 'html', 'json', 'csv'] as const;
type Format = (typeof FORMATS)[number];
interface Options extends GlobalOptions, AuthorOptions {
  readonly date?: string;
  readonly format: Format;
  readonly full?: boolean;
  readonly output?: string;
  readonly send?: boolean;
  readonly again?: boolean;
  readonly remake?: boolean;
  readonly baseline?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
}

export function declareDigest(program: Command, context: CliContext): void {
  const command = program
    .command('digest')
    .description('show the findings of a day that owners have to be told about, or send them by mail')
    .option(
      '--date <date>',
      'the day: 2026-01-15 or yesterday (default: the last day whose reports have all arrived)',
    )
    .addOption(new Option('--format <format>', 'the output format').choices(FORMATS).default('text'))
    .option('--full', 'also print the entries that long sections leave out')
    .option('--output <file>', 'write the digest to a file instead of stdout')
    .option('--send', 'send the digest by mail instead of printing it, unless it was sent already')
    .addOption(new Option('--again', 'send the digest even if it was sent already').implies({ send: true }))
    .option(
      '--remake',
      'decide the day again with all data that has arrived since; only for the latest digest',
    )
    .addOption(
      new Option(
        '--baseline',
        'treat all existing findings as known (default: up to the newest day with reports), so that the first digest contains only new ones',
      ).conflicts(['remake', 'send']),
    )
    .addOption(
      new Option('--undo', 'undo the latest digest, so that its day can be decided again').conflicts([
        ...['remake', 'send', 'baseline', 'full', 'output'],
      ]),
    )
    .option('--yes', 'decide a day although its reports are still expected, or although it skips days')
    .option('--author <name>', 'the person who decides (default: the user)')
    .option('--verbose', 'also show the runs and reports behind it');
  bindAction<Options>(command, context, async (_args, options) => {
    const given = options.date === undefined ? undefined : readDate(options.date, context.clock);
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) =>
      options.undo
        ? undo(workspace, given, options, context)
        : decideAndShow(workspace, given, options, context),
    );
  });
}

async function decideAndShow(
  workspace: Workspace,
  given: string | undefined,
  options: Options,
  context: CliContext,
): Promise<number> {
  const { baselineDate, defaultDigestDate, digestHistory, saveDigest, sendDigest } = await import(
    '../../../pipeline/index.js'
  );
  const digestContext = { ...workspace, clock: context.clock };
  const baseline = options.baseline === true;
  const date = given ?? (await (baseline ? baselineDate : defaultDigestDate)(workspace, context.clock));
  const verbose = options.verbose === true;
  const request = {
    ...readAuthorship(options, context),
    log: lineLog(context.note, verbose),
    remake: options.remake === true,
    isSure: options.yes === true || baseline,
    baseline,
  };
  if (options.send) {
    const again = options.again === true;
    const sent = await interruptible(context, (signal) =>
      sendDigest(digestContext, date, { ...request, again, signal }),
    );
    if (verbose) context.note(historyText(await digestHistory(workspace, date), notesPage(context)));
    context.print(options.json ? json({ date, ...sent }) : prose(context.page, sentText(date, sent)));
    return sent.accepted?.refused.length ? EXIT.partial : EXIT.done;
  }
  const { digest } = await saveDigest(digestContext, date, request);
  if (verbose) context.note(historyText(await digestHistory(workspace, date), notesPage(context)));
  await show(digest, workspace, options, context);
  return EXIT.done;
}

async function undo(
  workspace: Workspace,
  expected: string | undefined,
  options: Options,
  context: CliContext,
): Promise<number> {
  const { undoLatestDigest } = await import('../../../pipeline/index.js');
  const { author } = readAuthorship(options, context);
  const undone = await undoLatestDigest({ ...workspace, clock: context.clock }, { author, expected });
  context.print(options.json ? json(undone) : prose(context.page, undoneText(undone)));
  return EXIT.done;
}

function undoneText({ date, sentAt }: UndoneDigest): string {
  const mail = sentAt ? ` It was sent at ${sentAt}, and a mail cannot be taken back.` : '';
  return `The digest of ${date} was undone; its decisions no longer count.${mail}`;
}

async function show(
  digest: Digest,
  { settings }: Workspace,
  options: Options,
  context: CliContext,
): Promise<void> {
  const { digestCsv, digestHtml, digestJson, digestText, pageOptionsOf, writeSaved } = await import(
    '../../../notify/index.js'
  );
  const page = { ...pageOptionsOf(settings), short: options.full !== true };
  const file = options.output === undefined ? undefined : path.resolve(context.cwd, options.output);
  const { colour, columns } = file === undefined ? context.page : PLAIN_PAGE;
  const formats: Readonly<Record<Format, () => string>> = {
    text: () => digestText(digest, { ...page, colour, columns }),
    html: () => digestHtml(digest, page).trimEnd(),
    json: () => digestJson(digest),
    csv: () => digestCsv(digest),
  };
  const text = formats[options.json ? 'json' : options.format]();
  if (file === undefined) context.print(text);
  else await writeSaved(file, `${text}\n`);
}

function sentText(date: string, { status, messageId, accepted }: DigestSent): string {
  if (status === 'already')
    return `The digest of ${date} was sent already, as ${messageId}. --again sends it again.`;
  if (status === 'empty')
    return `The digest of ${date} contains nothing new and was not sent (digest_when_empty = false).`;
  const people = accepted?.accepted.length ?? 0;
  return `The digest of ${date} was sent to ${counted(people, 'address', 'addresses')} as ${messageId}.`;
}
