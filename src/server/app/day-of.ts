// The digest of a day in the form of the contract.
import { distinction } from '../../domain/distinction.js';
import type { Digest, DigestFinding, Section, SinceDigest } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import { instant, legible } from './legible.js';
import { shownStep } from './shown-step.js';

type Part = AnswerOf<'day'>['handle'];

/** What a page shows beside the digest. */
export interface DayContext extends SinceDigest {
  /** The last step that was written before the answer was made. */
  readonly step: number;
  /** The last step that the digest knew. */
  readonly decidedStep: number;
  /** The days that have a digest, the newest first. */
  readonly days: readonly string[];
}

/** A digest in the form of the contract. Texts from reports are made legible, as in the digest's other forms. */
export function dayOf(digest: Digest, context: DayContext): AnswerOf<'day'> {
  const { days, step } = context;
  const part = partWith(context);
  const { date, kind, decided_at, author, counts, missing, short, quarantined, warnings } = digest;
  const at = days.indexOf(date);
  return legible({
    ...{ date, kind, decided_at, author, counts, step },
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

const partWith =
  (context: DayContext) =>
  <Row extends DigestFinding>({ total, rows }: Section<Row>, note: (row: Row) => string): Part => ({
    total,
    rows: rows.map((row) => ({ ...findingOf(row), note: note(row), ...laterOf(row, context) })),
  });

/** What happened to a finding after the digest. */
function laterOf({ id }: DigestFinding, { steps, entries, decidedStep }: DayContext) {
  const newest = steps.get(id);
  const entry = entries.get(id);
  return {
    step: newest?.step ?? 0,
    since: newest && newest.step > decidedStep ? shownStep(newest) : null,
    accepted: entry ? { ...entry, at: instant(entry.at) } : null,
  };
}

function findingOf(
  finding: DigestFinding,
): Omit<Part['rows'][number], 'note' | 'step' | 'since' | 'accepted'> {
  const { id, type, title, link, subject, severity, hostname } = finding;
  const { list, first_seen, device, owner, cves, exploited, contacts } = finding;
  return {
    ...{
      id,
      type,
      title,
      link,
      subject,
      at: distinction(finding),
      severity,
      hostname,
      list,
      first_seen,
      device,
      owner,
    },
    ...{ cves: [...cves], exploited: [...exploited], contacts: [...contacts] },
  };
}
