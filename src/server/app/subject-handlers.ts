// Answers requests about one subject: an address, a network or a name, with everything known about it.
import { asSundialError } from '../../domain/errors.js';
import { readSubjectPage } from '../../query/index.js';
import { Whitelist } from '../../triage/index.js';
import type { Handlers } from './endpoints.js';
import { briefsOf, factsOf, stripUntil } from './finding-briefs.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

/** Findings, events and reports of one answer. */
const MOST_ROWS = 100;

export function subjectHandlers({ data, clock }: HandlerParts): Pick<Handlers, 'subject'> {
  return {
    subject: async ({ query: { of } }) => {
      const { operator, catalogue } = data();
      const page = await readSubjectPage(operator, of, MOST_ROWS);
      return legible({
        subject: page.subject,
        dates: stripUntil(page.latest),
        facts: factsOf(page.findings),
        findings: { total: page.total, rows: await briefsOf(data(), page.findings) },
        seen: [...new Set(page.days.map(({ type }) => type))].map((type) => ({
          ...{ type, title: catalogue.describe(type).title },
          days: page.days.filter((day) => day.type === type).map(({ date }) => date),
        })),
        entries: await entriesFor(page.subject),
        evidence: page.events.map(({ infection: _, tags, ...event }) => ({ ...event, tags: [...tags] })),
        reports: [...page.reports],
      });
    },
  };

  async function entriesFor(subject: string) {
    const { operator, catalogue } = data();
    const whitelist = new Whitelist({ store: operator, catalogue, clock });
    const entries = await whitelist.list({ subject }).catch((thrown: unknown) => {
      // No entry can be about a URL or an account.
      if (asSundialError(thrown).code === 'whitelist-subject') return [];
      throw thrown;
    });
    return entries.map(({ entry, type, subject, until, reason, author }) => ({
      ...{ entry, type, subject, until, reason, author },
    }));
  }
}
