// The part of a digest about the reports themselves: missing, short, quarantined and failed ones.

import type { Catalogue } from '../catalogue/index.js';
import { DAY_SECONDS } from '../domain/days.js';
import type { ErrorCode } from '../domain/errors.js';
import { countedRows, type OperatorStore, type TableReader } from '../store/index.js';
import type { DigestRow } from './decide.js';
import type {
  DigestHealth,
  DigestWarning,
  MissingReport,
  QuarantinedReport,
  Section,
  ShortReport,
} from './digest.js';

/** The tables from which the health of a digest follows. */
export const HEALTH_TABLES = 'ledger subscriptions stated_rows deliveries listings messages runs'.split(' ');

/** A type is expected if its reports came on at least `reports` of the preceding `days`. */
const EXPECTED = { days: 7, reports: 3 } as const;
/** A list is silent after this many days without any report. */
const SILENT_DAYS = 2;

/** Loads made between the previous digest and this one. */
const NEWS = "state = 'live' AND first_seq > {before:UInt64} AND first_seq <= {watermark:UInt64}";
const REPORTS = `(SELECT *, min(seq) OVER (PARTITION BY load) AS first_seq FROM ledger ORDER BY seq DESC LIMIT 1 BY load)`;

/** The day of a digest, and the range of the ledger that is new in it. */
type Watermarks = Pick<DigestRow, 'digest_date' | 'watermark_before' | 'watermark'>;

const marks = ({ digest_date, watermark_before, watermark }: Watermarks) => ({
  date: digest_date,
  before: watermark_before,
  watermark,
});

async function counted<Row>(
  tables: TableReader,
  sql: string,
  order: string,
  values: Record<string, unknown>,
  limit: number,
): Promise<Section<Row>> {
  const [total] = await tables.rows<{ total: number }>(`SELECT count() AS total FROM (${sql})`, values);
  if (total!.total === 0) return { total: 0, rows: [] };
  const rows = await tables.rows<Row>(`SELECT * FROM (${sql}) ORDER BY ${order} LIMIT {limit:UInt32}`, {
    ...values,
    limit,
  });
  return { total: total!.total, rows };
}

/** @param warnings from outside of the store, which come first */
export async function digestHealth(
  store: OperatorStore,
  digest: DigestRow,
  { catalogue, limit, warnings }: HealthRequest,
): Promise<DigestHealth> {
  return {
    missing: await missingReports(store, catalogue, digest, limit),
    short: await shortReports(store, digest, limit),
    quarantined: await quarantinedReports(store, digest, limit),
    warnings: await digestWarnings(store, digest, limit, warnings),
  };
}

interface HealthRequest {
  readonly catalogue: Catalogue;
  /** The largest number of rows of each section. */
  readonly limit: number;
  readonly warnings: readonly DigestWarning[];
}

/** Picks one name where several subscriptions deliver the same files. */
const ONCE = `
  INNER JOIN (SELECT subscription, arraySort(groupUniqArray(list)) AS files FROM subscriptions GROUP BY subscription) AS named
  ON quiet.list = named.subscription`;

/**
 * Missing reports, and silent subscriptions. The report of a daily type is missing on a day if the type came on several
 * days of the preceding week, and if the subscription has delivered another report of the day since the previous
 * digest. A subscription is not silent while its files arrive, by whichever route.
 */
async function missingReports(
  { tables, findings }: OperatorStore,
  catalogue: Catalogue,
  digest: Watermarks,
  limit: number,
): Promise<Section<MissingReport>> {
  const daily = (await findings.types()).filter((type) => catalogue.describe(type).cadence === 'daily');
  const known = `(SELECT subscription AS list, type, day, min(seq) AS told FROM (
      SELECT list AS file, toString(report_type) AS type, report_date AS day, seq FROM ledger
      WHERE state = 'live' AND seq <= {watermark:UInt64} AND report_date <= {date:Date}) AS report
    INNER JOIN (SELECT list AS file, subscription FROM subscriptions) AS member ON report.file = member.file
    GROUP BY subscription, type, day)`;
  const sql = `
    SELECT expected.list AS list, expected.type AS type, toString(new_day) AS date,
      toString(arrayMax(arrayFilter(day -> day < new_day, expected.days))) AS last
    FROM (SELECT list, type, groupUniqArray(day) AS days FROM ${known} WHERE type IN {daily:Array(String)} GROUP BY list, type) AS expected
    INNER JOIN (SELECT list, day AS new_day FROM ${known} GROUP BY list, day HAVING min(told) > {before:UInt64}) AS heard
    ON expected.list = heard.list
    WHERE NOT has(expected.days, new_day)
      AND arrayCount(day -> day < new_day AND day >= new_day - ${EXPECTED.days}, expected.days) >= ${EXPECTED.reports}
    UNION ALL
    SELECT list, '' AS type, toString({date:Date}) AS date, toString(max(day)) AS last FROM ${known}
    GROUP BY list
    HAVING max(day) <= {date:Date} - ${SILENT_DAYS} AND uniqExactIf(day, day >= {date:Date} - ${EXPECTED.days}) >= ${EXPECTED.reports}`;
  const once = `SELECT list, type, date, last FROM (${sql}) AS quiet ${ONCE} ORDER BY list LIMIT 1 BY files, type, date`;
  return counted(tables, once, 'date, list, type', { ...marks(digest), daily }, limit);
}

/** The missing reports of all days up to one, by what is loaded now. */
export function missingUpTo(
  store: OperatorStore,
  catalogue: Catalogue,
  date: string,
  limit: number,
): Promise<Section<MissingReport>> {
  const now = { digest_date: date, watermark_before: 0, watermark: Number.MAX_SAFE_INTEGER };
  return missingReports(store, catalogue, now, limit);
}

/** Reports with fewer rows than their publisher states, or than the version before. */
async function shortReports(
  { tables }: OperatorStore,
  digest: DigestRow,
  limit: number,
): Promise<Section<ShortReport>> {
  const sql = `
    SELECT held.name AS list, held.type AS type, toString(held.day) AS date, held.total AS rows,
      toNullable(said.rows) AS stated, toString(said.source) AS source
    FROM (
      SELECT name, toString(report_type) AS type, report_date AS day, by_subscription, sum(rows) AS total, max(is_new) AS has_news
      FROM ${countedRows(REPORTS, `state = 'live' AND first_seq <= {watermark:UInt64}`, 'first_seq > {before:UInt64}')}
      GROUP BY name, type, day, by_subscription HAVING has_news) AS held
    INNER JOIN stated_rows AS said
    ON held.name = said.list AND held.type = toString(said.report_type) AND held.day = said.report_date
      AND (toString(said.source) = 'stats') = held.by_subscription
    WHERE held.total < said.rows
    UNION ALL
    SELECT list, toString(report_type), toString(report_date), rows, NULL, 'version before' FROM ${REPORTS}
    WHERE ${NEWS} AND has(flags, 'shrunk')`;
  return counted(tables, sql, 'date, list, type, source', marks(digest), limit);
}

async function quarantinedReports(
  { tables }: OperatorStore,
  digest: DigestRow,
  limit: number,
): Promise<Section<QuarantinedReport>> {
  const sql = `SELECT load AS report, list, toString(report_type) AS type, toString(report_date) AS date, quarantined AS rows
    FROM ${REPORTS} WHERE ${NEWS} AND quarantined > 0`;
  return counted(tables, sql, 'rows DESC, report', marks(digest), limit);
}

/** Reasons for which messages that look like reports are left unread; other reasons apply to unrelated mail. */
const LOOKS_LIKE_REPORT = [
  'mail-forwarder-unknown',
  'mail-form-unread',
  'mail-not-authenticated',
  'mail-link-foreign',
] as const satisfies readonly ErrorCode[];

/** Messages of the preceding week that may be reports but were left unread. */
async function leftMessages({ tables }: OperatorStore, { decided_at }: DigestRow): Promise<DigestWarning[]> {
  const [found] = await tables.rows<{ total: number }>(
    `SELECT count() AS total FROM messages
     WHERE state = 'left' AND error_code IN {codes:Array(String)}
       AND changed_at > fromUnixTimestamp({since:Int64}) AND changed_at <= fromUnixTimestamp({until:Int64})`,
    { codes: LOOKS_LIKE_REPORT, since: decided_at - EXPECTED.days * DAY_SECONDS, until: decided_at },
  );
  const total = found?.total ?? 0;
  if (total === 0) return [];
  const what = total === 1 ? '1 message looks like a report' : `${total} messages look like reports`;
  const message = `${what} and ${total === 1 ? 'was' : 'were'} left alone. "sundial mail list --state left" shows the reasons`;
  return [{ level: 'warning', code: 'mail-left', message }];
}

/**
 * Warnings about files that could not be loaded and reports that could not be fetched in the preceding week, and about
 * other problems.
 *
 * @param others warnings from outside of the store, which come first
 */
async function digestWarnings(
  store: OperatorStore,
  digest: DigestRow,
  limit: number,
  others: readonly DigestWarning[],
): Promise<Section<DigestWarning>> {
  const sql = `
    SELECT 'error' AS level, toString(error_code) AS code, error AS message, delivered_at AS at FROM deliveries
    WHERE outcome = 'failed' AND toDate(delivered_at) BETWEEN {date:Date} - ${EXPECTED.days} AND {date:Date}
      AND (report_type = '' OR (list, toString(report_type), report_date) NOT IN (
        SELECT list, toString(report_type), report_date FROM reports WHERE state = 'live'))
    UNION ALL
    SELECT 'error', toString(error_code), concat(file, ': ', error), changed_at FROM listings
    WHERE state = 'failed' AND report_date BETWEEN {date:Date} - ${EXPECTED.days} AND {date:Date}
    UNION ALL
    SELECT 'error', 'run-failed', concat('run ', toString(run), ' (', command, '): ', error), started_at FROM runs
    WHERE status = 'failed' AND started_at > fromUnixTimestamp({since:Int64}) AND started_at <= fromUnixTimestamp({until:Int64})`;
  const values = { ...marks(digest), since: digest.decided_at - DAY_SECONDS, until: digest.decided_at };
  const found = await counted<DigestWarning & { at: string }>(
    store.tables,
    sql,
    'at DESC, message',
    values,
    limit,
  );
  const own = [...others, ...(await leftMessages(store, digest))];
  if (digest.inventory.length === 0)
    own.push({
      level: 'warning',
      code: 'no-inventory',
      message:
        'There is no inventory, so no device counts as unknown. "sundial inventory import" imports one',
    });
  return {
    total: found.total + own.length,
    rows: [...own, ...found.rows.map(({ level, code, message }) => ({ level, code, message }))],
  };
}
