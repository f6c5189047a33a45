// Assembles a day's digest from the store: the same store and date give the same digest.

import type { Catalogue } from '../catalogue/index.js';
import { addDays, daysBetween } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { DECISIONS, type Decision } from '../domain/finding-state.js';
import type { OperatorStore, TableReader } from '../store/index.js';
import { changedSince } from './changes.js';
import { commandLine } from './command.js';
import { type DigestRow, findDigest, NO_DATE } from './decide.js';
import type {
  Digest,
  DigestCounts,
  DigestHealth,
  DigestWarning,
  HandleItem,
  HandleReason,
  RecentItem,
} from './digest.js';
import { digestDays } from './digest-days.js';
import { digestHealth } from './digest-health.js';
import { type DecidedRow, decided, section, shownFinding } from './digest-rows.js';
import { appliedEntries, endedEntries } from './used-entries.js';

export interface DigestRequest {
  readonly catalogue: Catalogue;
  /** The template of the proposed command; empty = none. */
  readonly notifyCommand: string;
  /** Warnings from outside of the store, such as certificates that end soon. */
  readonly warnings?: readonly DigestWarning[];
  /** Maximum number of rows in each section; the counts always cover all rows. */
  readonly limit?: number;
  /** Gives the health of the digest's data, which takes half of the time, from an earlier answer, or makes it. */
  readonly health?: (digest: DigestRow, make: () => Promise<DigestHealth>) => Promise<DigestHealth>;
}

/** As many rows as a person reads; `sundial sql` reads larger sections. */
const SECTION_ROWS = 1_000;
const CHART_DAYS = 14;

/** @throws SundialError `digest-unknown` if that day has no digest */
export async function digestOf(store: OperatorStore, date: string, request: DigestRequest): Promise<Digest> {
  const { catalogue, warnings = [], limit = SECTION_ROWS, health = (_digest, make) => make() } = request;
  const digest = await findDigest({ store }, date);
  if (!digest) throw new SundialError('digest-unknown', { date });
  const { tables } = store;
  /** Each statement costs the engine 20 ms, so that parts without findings are not asked for. */
  const rows = async (decision: Exclude<Decision, 'not_ours'>) =>
    digest[decision] === 0 ? [] : decided(tables, digest.digest, decision, limit);
  const hidden = await rows('whitelisted');
  const entries = await appliedEntries(tables, digest, [...new Set(hidden.flatMap((row) => row.entries))]);
  const shown = (row: DecidedRow) => shownFinding(row, catalogue);
  return {
    date,
    digest: digest.digest,
    kind: digest.kind === 'baseline' ? 'baseline' : 'digest',
    previous: digest.previous_date === NO_DATE ? null : digest.previous_date,
    decided_at: new Date(digest.decided_at * 1000).toISOString().replace('.000', ''),
    author: digest.author,
    watermark: digest.watermark,
    counts: countsOf(digest),
    types: await typesOf(store, digest, catalogue, limit),
    days: (await digestDays(store, { until: date, most: CHART_DAYS })).reverse(),
    handle: section(await handleItems(store, digest, await rows('handle'), request), digest.handle),
    unknown: section((await rows('unknown')).map(shown), digest.unknown),
    recent: section(
      (await rows('recent')).map((row) => recentItem(row, shown(row), date)),
      digest.recent,
    ),
    whitelisted: section(
      hidden.map((row) => ({ ...shown(row), entries: row.entries.flatMap((id) => entries.get(id) ?? []) })),
      digest.whitelisted,
    ),
    resolved: await changedSince(store, digest, catalogue, ['resolved', 'withdrawn'], limit),
    reopened: await changedSince(store, digest, catalogue, ['reopened'], limit),
    ended_entries: await endedEntries(tables, digest, limit),
    ...(await health(digest, () => digestHealth(store, digest, { catalogue, limit, warnings }))),
  };
}

function countsOf({ all, handle, recent, whitelisted, unknown, not_ours }: DigestRow): DigestCounts {
  return { all, handle, recent, whitelisted, unknown, not_ours };
}

const COUNTS = [
  'count() AS all',
  ...DECISIONS.map((name) => `countIf(decision = '${name}') AS ${name}`),
].join(', ');

async function typesOf(
  { tables }: OperatorStore,
  { digest }: DigestRow,
  catalogue: Catalogue,
  limit: number,
) {
  const rows = await tables.rows<{ type: string } & DigestCounts>(
    `SELECT toString(report_type) AS type, ${COUNTS} FROM decision_rows WHERE digest = {digest:UInt32}
     GROUP BY type ORDER BY all DESC, type`,
    { digest },
  );
  const titled = rows.map(({ type, ...counts }) => ({
    type,
    title: catalogue.describe(type).title,
    ...counts,
  }));
  return section(titled.slice(0, limit), rows.length);
}

async function handleItems(
  { tables }: OperatorStore,
  { digest, digest_date, events }: DigestRow,
  rows: readonly DecidedRow[],
  { catalogue, notifyCommand }: DigestRequest,
): Promise<HandleItem[]> {
  const hasReopened = rows.some(({ reason }) => reason === 'reopened');
  const goneSince = hasReopened
    ? await lastSeenBefore(tables, { digest, events })
    : new Map<string, string>();
  return rows.map((row) => {
    const finding = shownFinding(row, catalogue);
    const told_before = row.told_before === NO_DATE ? null : row.told_before;
    const reason = row.reason as HandleReason;
    return {
      ...finding,
      reason,
      why:
        WHY[reason]({ days: row.interval, told: told_before, seen: goneSince.get(row.id) ?? null }) +
        identified(row),
      told_before,
      command: notifyCommand === '' ? null : commandLine(notifyCommand, valuesOf(finding, digest_date)),
    };
  });
}

/** The last day on which each reopened finding of a digest had been seen before it was resolved. */
async function lastSeenBefore(
  tables: TableReader,
  { digest, events }: Pick<DigestRow, 'digest' | 'events'>,
): Promise<Map<string, string>> {
  const rows = await tables.rows<{ id: string; seen: string }>(
    `SELECT lower(hex(finding)) AS id, toString(argMax(finding_event_rows.seen, seq)) AS seen FROM finding_event_rows
     WHERE has(changes, 'resolved') AND seq <= {events:UInt64} AND finding IN (
       SELECT finding FROM decision_rows WHERE digest = {digest:UInt32} AND decision = 'handle' AND reason = 'reopened')
     GROUP BY finding`,
    { digest, events },
  );
  return new Map(rows.filter(({ seen }) => seen !== NO_DATE).map(({ id, seen }) => [id, seen]));
}

/** The values that a reason may mention: the interval's days, when the owner was last told, when the finding was last seen before. */
interface Told {
  readonly days: number;
  readonly told: string | null;
  readonly seen: string | null;
}

const last = (told: string | null) => (told ? `, last on ${told}` : '');

/** A number of days with its noun: `1 day`, `2 days`. */
export const dayCount = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

/** The reasons in words; the first two keep the wording of the tool that Sundial succeeds. */
const WHY: Readonly<Record<HandleReason, (when: Told) => string>> = {
  new: () => 'No previous reports',
  repeat: ({ days, told }) => `Previous report older than ${dayCount(days)}${last(told)}`,
  reopened: ({ seen }) =>
    `Reopened: it was resolved and is seen again${seen ? `; before that it was last seen on ${seen}` : ''}`,
  severity_rose: ({ told }) => `Severity rose since it was reported${last(told)}`,
  new_cve: ({ told }) => `Another CVE since it was reported${last(told)}`,
  compromised: ({ told }) => `The host was compromised since it was reported${last(told)}`,
  whitelist_ended: ({ told }) => `Whitelist ended${told ? `; last reported on ${told}` : ''}`,
};

/** How surely the device is known, as the last part of a reason; empty if no leases are known. */
export const identified = ({ identity }: { readonly identity: string }): string =>
  identity === '' ? '' : `; identity: ${identity}`;

function valuesOf(finding: ReturnType<typeof shownFinding>, date: string): Record<string, string> {
  const { device, owner, contacts, type, title, subject, port, transport, infection, severity, link, id } =
    finding;
  return {
    ...{ device, owner, type, title, subject, transport, infection, severity, date },
    short: shortType(type),
    contacts: contacts.join(','),
    port: port === 0 ? '' : String(port),
    link: link ?? '',
    finding: id,
  };
}

/** A type's short name, without its family: `ntp` for `scan_ntp`. */
function shortType(type: string): string {
  return type.replace(/^(?:scan6?|event[46]?|population6?)_/, '');
}

function recentItem(row: DecidedRow, finding: ReturnType<typeof shownFinding>, date: string): RecentItem {
  const again = addDays(row.told_on, row.interval);
  return { ...finding, told_on: row.told_on, days_ago: daysBetween(row.told_on, date), again_on: again };
}
