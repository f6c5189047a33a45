// The digest of a day in the form of the contract.
import { printable } from '../../text/index.js';
import type { Digest, DigestFinding, Section } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';

type Part = AnswerOf<'day'>['handle'];

/**
 * A digest in the form of the contract. Texts from reports are made legible, as in the digest's other forms.
 *
 * @param days that have a digest, the newest first
 */
export function dayOf(digest: Digest, days: readonly string[]): AnswerOf<'day'> {
  const { date, kind, decided_at, author, counts, missing, short, quarantined, warnings } = digest;
  const at = days.indexOf(date);
  return legible({
    ...{ date, kind, decided_at, author, counts },
    previous: days[at + 1] ?? null,
    next: days[at - 1] ?? null,
    handle: part(digest.handle, ({ why }) => why),
    unknown: part(digest.unknown, () => 'Not in the inventory'),
    reopened: part(digest.reopened, changed),
    resolved: part(digest.resolved, changed),
    recent: part(
      digest.recent,
      ({ told_on, again_on }) => `Reported on ${told_on}; again from ${again_on} on`,
    ),
    whitelisted: part(digest.whitelisted, ({ entries }) =>
      entries
        .map(({ reason, author: by, until }) => [reason, by && `by ${by}`, `until ${until}`])
        .map((words) => words.filter(Boolean).join(', '))
        .join('; '),
    ),
    data: {
      missing: { total: missing.total, rows: [...missing.rows] },
      short: {
        total: short.total,
        rows: short.rows.map(({ source: _source, ...row }) => row),
      },
      set_aside: { total: quarantined.total, rows: [...quarantined.rows] },
      warnings: { total: warnings.total, rows: [...warnings.rows] },
    },
  });
}

const changed = ({ day, reason, author }: Digest['resolved']['rows'][number]): string =>
  `On ${day}${reason && `: ${reason}`}${author && `, by ${author}`}`;

function part<Row extends DigestFinding>({ total, rows }: Section<Row>, note: (row: Row) => string): Part {
  return { total, rows: rows.map((row) => ({ ...findingOf(row), note: note(row) })) };
}

function findingOf(finding: DigestFinding): Omit<Part['rows'][number], 'note'> {
  const { id, type, title, link, subject, port, transport, infection, severity, hostname } = finding;
  const { list, first_seen, device, owner, cves, exploited, contacts } = finding;
  const at = infection || [port > 0 ? String(port) : '', transport].filter(Boolean).join('/');
  return {
    ...{ id, type, title, link, subject, at, severity, hostname, list, first_seen, device, owner },
    ...{ cves: [...cves], exploited: [...exploited], contacts: [...contacts] },
  };
}

/** Shows invisible characters, which could turn or hide what is around them. */
function legible<Value>(value: Value): Value {
  if (typeof value === 'string') return printable(value) as Value;
  if (Array.isArray(value)) return value.map(legible) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, legible(each)])) as Value;
}
