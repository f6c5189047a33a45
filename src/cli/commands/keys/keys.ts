// `sundial keys`: manages the keys with which constituents use the API.
import { type Command, InvalidArgumentError } from 'commander';
import type { Settings } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { isReportDate } from '../../../domain/report.js';
import { json } from '../../../text/index.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { keyFacts, keysTable, madeText, revealed, revokedText, rotatedText } from './keys-output.js';

interface AddOptions extends GlobalOptions {
  readonly label?: string;
  readonly methods?: readonly string[];
  readonly expires?: Date;
  readonly rows?: number;
  readonly perSecond?: number;
  readonly atOnce?: number;
  readonly seconds?: number;
}

interface RotateOptions extends GlobalOptions {
  readonly overlapDays: number;
}

/** Days in which a holder can change to a new key. */
const OVERLAP_DAYS = 7;

export function declareKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('manage the keys with which constituents use the API');
  bindAction<AddOptions>(
    keys
      .command('add')
      .description('make a key, and print its secret, which is shown only this once')
      .argument('<constituents...>', 'the ids of the constituents whose data the key shows')
      .option('--label <text>', 'what the holder is called (default: the ids)')
      .option('--methods <names>', 'permit only these methods, separated by commas', methodNames)
      .option(
        '--expires <date>',
        'the first day (UTC) on which the key no longer works (default: never)',
        day,
      )
      .option('--rows <number>', 'rows of one answer, instead of api_rows', positive)
      .option('--per-second <number>', 'requests per second, instead of api_requests_per_second', positive)
      .option('--at-once <number>', 'requests at the same time, instead of api_requests_at_once', positive)
      .option('--seconds <number>', 'seconds of one request, instead of api_seconds', positive),
    context,
    (ids, options) => add(ids, options, context),
  );
  bindAction<GlobalOptions>(
    keys.command('list').description('show all keys with their last use, without secrets'),
    context,
    (_args, options) => list(options, context),
  );
  bindAction<GlobalOptions>(
    keys
      .command('revoke')
      .description('end a key at once, and erase its secret')
      .argument('<id>', 'the id that "keys list" shows'),
    context,
    ([id = ''], options) => revoke(id, options, context),
  );
  bindAction<RotateOptions>(
    keys
      .command('rotate')
      .description('make a new key with the same access, and let the old one end later')
      .argument('<id>', 'the id of the old key')
      .option(
        '--overlap-days <days>',
        'days for which the old key still works; 0 = it ends at once',
        overlap,
        OVERLAP_DAYS,
      ),
    context,
    ([id = ''], options) => rotate(id, options, context),
  );
}

async function add(ids: readonly string[], options: AddOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator, settings }) => {
    const [{ addKey, keysFileOf }, { Constituents }] = await Promise.all([
      import('../../../access/index.js'),
      import('../../../constituents/index.js'),
    ]);
    const constituents = [...new Set(ids)];
    // Throws for one that does not exist.
    for (const id of constituents) await new Constituents(operator).versions(id);
    const { label = constituents.join(', '), methods = [], expires } = options;
    const limits = {
      rows: options.rows,
      requestsPerSecond: options.perSecond,
      requestsAtOnce: options.atOnce,
      seconds: options.seconds,
    };
    const given = { label, constituents, methods, limits, expires };
    const key = await addKey(keysFileOf(settings), given, context.clock);
    const facts = keyFacts(key, context.clock());
    context.print(options.json ? json({ key: { ...facts, ...revealed(key) } }) : madeText(key, context.page));
    return EXIT.done;
  });
}

async function list(options: GlobalOptions, context: CliContext): Promise<number> {
  const { keysFileOf, readUses, usesFileOf } = await import('../../../access/index.js');
  const file = keysFileOf(await settingsOf(options, context));
  const uses = readUses(usesFileOf(file.file));
  const keys = file.current().all.map((key) => ({
    ...keyFacts(key, context.clock()),
    last_use: uses[key.id]?.last ?? null,
  }));
  context.print(options.json ? json({ keys }) : keysTable(keys, context.page));
  return EXIT.done;
}

async function revoke(id: string, options: GlobalOptions, context: CliContext): Promise<number> {
  const { keysFileOf, revokeKey } = await import('../../../access/index.js');
  const key = await revokeKey(keysFileOf(await settingsOf(options, context)), id, context.clock);
  if (options.json) context.print(json({ revoked: keyFacts(key, context.clock()) }));
  else context.print(revokedText(key, context.page));
  return EXIT.done;
}

async function rotate(id: string, options: RotateOptions, context: CliContext): Promise<number> {
  const { keysFileOf, rotateKey } = await import('../../../access/index.js');
  const file = keysFileOf(await settingsOf(options, context));
  const { made, old } = await rotateKey(file, id, options.overlapDays, context.clock);
  const now = context.clock();
  if (options.json)
    context.print(json({ key: { ...keyFacts(made, now), ...revealed(made) }, old: keyFacts(old, now) }));
  else context.print(rotatedText(made, old, context.page));
  return EXIT.done;
}

async function settingsOf(options: GlobalOptions, context: CliContext): Promise<Settings> {
  const { loadShownSettings } = await import('../../frame/workspace.js');
  return loadShownSettings(options, context);
}

function methodNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const odd = names.find((name) => !/^[a-z][a-z0-9-]*\/[a-z0-9-]+$/.test(name));
  if (odd === undefined) return names;
  throw new InvalidArgumentError('Expected names such as reports/list,reports/query.');
}

function day(text: string): Date {
  if (isReportDate(text)) return new Date(`${text}T00:00:00Z`);
  throw new InvalidArgumentError('Expected a date such as 2027-01-01.');
}

function overlap(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number of days from 0.');
}
