// Answers requests about accepting findings: the preview of an entry of the whitelist, adding, changing and removing it.
import type { Audit } from '../../access/index.js';
import { type Duration, previewEntry, Whitelist, type WhitelistEntry } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import { editingIn } from './editing.js';
import type { Call, Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

type Names = 'previewEntry' | 'accept' | 'changeEntry' | 'unaccept';

export function whitelistHandlers(parts: HandlerParts): Pick<Handlers, Names> {
  const { data, audit, clock, rules } = parts;
  const edit = editingIn(parts);
  /** Makes a change as the command does, and records who made it. */
  const change = async (
    { who, request }: Pick<Call<'accept'>, 'who' | 'request'>,
    { command, event }: Change,
    make: (whitelist: Whitelist, author: string) => Promise<WhitelistEntry>,
  ): Promise<AnswerOf<'accept'>> => {
    const by = who!.name;
    const made = await edit(`whitelist ${command}`, (context) => make(new Whitelist(context), by));
    const { entry, subject, type } = made;
    audit.record({
      ...{ event, by, through: 'web', address: request.ip },
      ...{ entry, about: `${type} ${subject}` },
    });
    return shown(made);
  };
  return {
    previewEntry: async ({ query }) => {
      const { operator, catalogue } = data();
      const context = { store: operator, catalogue, clock, rules };
      const { rows, ...preview } = await previewEntry(context, query);
      const covering = await new Whitelist(context).list(query);
      return legible({ ...preview, rows: [...rows], covering: covering.map(coveringEntry) });
    },
    accept: async ({ body: { days, break_through, ...body }, ...call }) =>
      change(call, { command: 'insert', event: 'whitelist-added' }, (whitelist, author) =>
        whitelist.insert({
          ...{ ...body, duration: durationOf(days), breakThrough: break_through },
          author,
        }),
      ),
    changeEntry: async ({ body: { days, ...body }, params, ...call }) =>
      change(call, { command: 'modify_time', event: 'whitelist-changed' }, (whitelist, author) =>
        whitelist.changeEntry(Number(params.entry), {
          ...{ ...body, author },
          ...(days !== undefined && { duration: durationOf(days) }),
        }),
      ),
    unaccept: async ({ query, params, ...call }) =>
      change(call, { command: 'remove', event: 'whitelist-removed' }, (whitelist, author) =>
        whitelist.removeEntry(Number(params.entry), { ...query, author }),
      ),
  };
}

interface Change {
  /** The subcommand of "sundial whitelist" that does the same. */
  readonly command: 'insert' | 'modify_time' | 'remove';
  readonly event: Parameters<Audit['record']>[0]['event'];
}

const durationOf = (days: number | null): Duration => days ?? 'forever';

const shown = ({
  entry,
  version,
  type,
  subject,
  until,
  reason,
  author,
}: WhitelistEntry): AnswerOf<'accept'> => legible({ entry, version, type, subject, until, reason, author });

const coveringEntry = ({ entry, type, subject, until, reason, break_through }: WhitelistEntry) => ({
  ...{ entry, type, subject, until, reason, break_through },
});
