// `sundial constituents add`, `edit` and `import`: plan a change, show it, and store it.
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { ConstituentContext, Edit, Field, Plan } from '../../../constituents/index.js';
import { DAY_FORMS, readDay } from '../../../domain/day-words.js';
import { ALWAYS, dateOf } from '../../../domain/days.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, addAuthorship, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Workspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { planText } from './constituents-output.js';

interface ChangeOptions extends GlobalOptions, AuthorOptions {
  readonly since?: string;
}

type FieldOptions = Partial<Record<(typeof FIELD_OPTIONS)[number]['key'], string>>;
type EditOptions = ChangeOptions & FieldOptions & { readonly add?: ListTexts; readonly remove?: ListTexts };
type FieldTexts = Partial<Record<Field, string[]>>;
/** Values by the name of a list as a person wrote it. */
type ListTexts = Readonly<Record<string, string[]>>;

interface ImportOptions extends ChangeOptions {
  readonly yes?: boolean;
}

/** The options that give a field's content, under commander's names. */
const FIELD_OPTIONS = [
  { key: 'name', field: 'name', flags: '--name <text>', help: 'the organisation (default: the id)' },
  { key: 'parent', field: 'parent', flags: '--parent <id>', help: 'the constituent above' },
  { key: 'sector', field: 'sector', flags: '--sector <text>', help: 'its sector' },
  { key: 'asns', field: 'asns', flags: '--asns <list>', help: 'autonomous systems, separated by ";"' },
  { key: 'networks', field: 'networks', flags: '--networks <list>', help: 'addresses and networks' },
  { key: 'domains', field: 'domains', flags: '--domains <list>', help: 'domains, with all names below them' },
  { key: 'countries', field: 'countries', flags: '--countries <list>', help: 'country codes' },
  {
    key: 'contacts',
    field: 'contacts',
    flags: '--contacts <list>',
    help: 'contacts, such as "abuse: Ada <ada@example.org>"',
  },
  {
    key: 'language',
    field: 'language',
    flags: '--language <tag>',
    help: 'the language of its contacts, such as en',
  },
  {
    key: 'tlp',
    field: 'tlp',
    flags: '--tlp <label>',
    help: 'the highest TLP label of data that it may get',
  },
  { key: 'types', field: 'types', flags: '--types <types>', help: 'only these report types' },
  { key: 'severities', field: 'severities', flags: '--severities <list>', help: 'only these severities' },
  { key: 'notes', field: 'notes', flags: '--notes <text>', help: 'notes' },
  {
    key: 'validFrom',
    field: 'valid_from',
    flags: '--valid-from <date>',
    help: 'the first day on which it is a constituent',
  },
  {
    key: 'validUntil',
    field: 'valid_until',
    flags: '--valid-until <date>',
    help: 'the first day on which it no longer is',
  },
] as const satisfies readonly { key: string; field: Field; flags: string; help: string }[];

export function declareChanges(constituents: Command, context: CliContext): void {
  const add = withFields(
    constituents
      .command('add')
      .description('add a constituent')
      .argument('<id>', 'a new id of a-z, 0-9 and "_"'),
  );
  bindAction<EditOptions>(withChange(add), context, ([id = ''], options) =>
    changeOne('planNew', { id, set: fieldsOf(options) }, options, context),
  );
  const edit = withFields(
    constituents.command('edit').description('change a constituent').argument('<id>', 'its id'),
  )
    .option(
      '--add <field=value>',
      'add a value to a list, such as networks=192.0.2.0/24; repeatable',
      collect,
    )
    .option('--remove <field=value>', 'remove a value from a list; repeatable', collect);
  bindAction<EditOptions>(withChange(edit), context, ([id = ''], options) => {
    const { add: added = {}, remove = {} } = options;
    return changeOne('planEdit', { id, set: fieldsOf(options), add: added, remove }, options, context);
  });
  bindAction<ImportOptions>(
    withChange(
      constituents
        .command('import')
        .description('show what a file would change, and with --yes change it')
        .argument('<file>', 'a CSV or JSON file')
        .option('--yes', 'make the changes that are shown'),
    ),
    context,
    ([file = ''], options) => take(file, options, context),
  );
}

function withFields(command: Command): Command {
  for (const { flags, help } of FIELD_OPTIONS) command.option(flags, help);
  return command;
}

function withChange(command: Command): Command {
  return addAuthorship(
    command.option(
      '--since <date>',
      'the first report date for which the change counts, or always (default: today)',
    ),
  );
}

function collect(text: string, before: ListTexts = {}): ListTexts {
  const [, list, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (list === undefined) throw new InvalidArgumentError('Expected a field and a value, such as asns=64496.');
  return { ...before, [list]: [...(before[list] ?? []), value!] };
}

function fieldsOf(options: FieldOptions): FieldTexts {
  return Object.fromEntries(
    FIELD_OPTIONS.flatMap(({ key, field }) => (options[key] === undefined ? [] : [[field, [options[key]]]])),
  );
}

/** Plans the change of one constituent and stores it. */
async function changeOne(
  plan: 'planNew' | 'planEdit',
  edit: Edit,
  options: EditOptions,
  context: CliContext,
): Promise<number> {
  const { withEdit } = await import('../../frame/workspace.js');
  return withEdit(options, context, async ({ operator, catalogue }) => {
    const constituents = await import('../../../constituents/index.js');
    const planned = await constituents[plan]({ store: operator, catalogue }, edit);
    return finish(planned, { store: operator, catalogue }, options, context);
  });
}

async function take(file: string, options: ImportOptions, context: CliContext): Promise<number> {
  const { withEdit, withReadableWorkspace } = await import('../../frame/workspace.js');
  const open = options.yes ? withEdit : withReadableWorkspace;
  return open(options, context, async ({ operator, catalogue }: Workspace) => {
    const { planImport } = await import('../../../constituents/index.js');
    const planned = await planImport({ store: operator, catalogue }, path.resolve(context.cwd, file), file);
    if (options.yes) return finish(planned, { store: operator, catalogue }, options, context);
    show(planned, 'shown', sinceOf(options, context), options, context);
    return EXIT.done;
  });
}

/** Stores a plan and shows it. */
async function finish(
  plan: Plan,
  { store }: ConstituentContext,
  options: ChangeOptions,
  context: CliContext,
): Promise<number> {
  const { Constituents } = await import('../../../constituents/index.js');
  const { author, reason = '' } = readAuthorship(options, context);
  const since = sinceOf(options, context);
  const changed = plan.changes.map(({ constituent }) => constituent);
  await new Constituents(store).save(changed, { since, author, reason, clock: context.clock });
  show(plan, 'stored', since, options, context);
  return EXIT.done;
}

function show(
  plan: Plan,
  state: 'shown' | 'stored',
  since: string,
  options: GlobalOptions,
  context: CliContext,
): void {
  const isStored = state === 'stored';
  context.print(
    options.json
      ? json({ stored: isStored, since, ...plan })
      : prose(context.page, planText(plan, isStored, since)),
  );
}

/** @throws SundialError `usage` */
function sinceOf({ since }: ChangeOptions, { clock }: CliContext): string {
  if (since === undefined) return dateOf(clock());
  const date = since.toLowerCase() === 'always' ? ALWAYS.from : readDay(since, clock);
  if (date) return date;
  throw new SundialError('usage', {
    problem: `--since: "${since}" is not a date. Expected always, or ${DAY_FORMS}`,
  });
}
