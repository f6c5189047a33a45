// Answers requests about accepting findings: the preview of an entry of the whitelist, adding it, and taking it back.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { previewEntry, Whitelist, type WhitelistEntry } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import { editingIn } from './editing.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

type Names = 'previewEntry' | 'accept' | 'unaccept';

export function whitelistHandlers(parts: HandlerParts): Pick<Handlers, Names> {
  const { data, audit, clock, rules } = parts;
  const edit = editingIn(parts);
  return {
    previewEntry: async ({ query }) => {
      const { operator, catalogue } = data();
      const { rows, ...preview } = await previewEntry({ store: operator, catalogue, clock, rules }, query);
      return legible({ ...preview, rows: [...rows] });
    },
    accept: async ({ body: { days, break_through, ...body }, who, request }) => {
      if (days !== null && days > LIMITS.whitelistDays)
        throw new SundialError('request-refused', { problem: `days: at most ${LIMITS.whitelistDays}` });
      const added = await edit('whitelist insert', (context) =>
        new Whitelist(context).insert({
          ...{ ...body, duration: days ?? 'forever', breakThrough: break_through },
          author: who!.name,
        }),
      );
      const { entry, subject, type } = added;
      audit.record({
        ...{ event: 'whitelist-added', by: who!.name, through: 'web', address: request.ip },
        ...{ entry, about: `${type} ${subject}` },
      });
      return shown(added);
    },
    unaccept: async ({ params, who, request }) => {
      const author = who!.name;
      const removed = await edit('whitelist remove', (context) =>
        new Whitelist(context).removeEntry(Number(params.entry), { author }),
      );
      const { entry, subject, type } = removed;
      audit.record({
        ...{ event: 'whitelist-removed', by: author, through: 'web', address: request.ip },
        ...{ entry, about: `${type} ${subject}` },
      });
      return shown(removed);
    },
  };
}

const shown = ({ entry, type, subject, until, reason, author }: WhitelistEntry): AnswerOf<'accept'> =>
  legible({ entry, type, subject, until, reason, author });
