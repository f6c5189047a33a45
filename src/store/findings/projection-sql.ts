// The statements that derive finding days from events, and findings from finding days.

import { FINDING_KEY_COLUMNS } from '../../domain/finding-columns.js';
import type { Table } from '../../domain/table.js';
import { HOST_PROPERTIES, type HostProperty, subjectProperty } from '../events/subject.js';
import { FINDING_PLACE, type FindingKey } from './finding-key.js';
import { FINDING_ATTRIBUTES, FINDING_DAY_ROWS, FINDING_PASTS, FINDING_VERSIONS } from './tables.js';

const MiB = 1024 * 1024;

/**
 * Few threads and medium blocks bound the memory; a batch of small reports may span a year. Grouping on disk takes twice
 * as long, so it is only a fallback for findings that are spread unevenly over the parts of the work. No statement writes
 * two versions of a finding, so the engine need not look for them in each block, which takes a third of the time.
 */
const SETTINGS = `SETTINGS max_threads = 2, max_insert_threads = 1, max_block_size = 16384,
  min_insert_block_size_bytes = ${64 * MiB}, max_partitions_per_insert_block = 0,
  max_bytes_before_external_group_by = ${384 * MiB}, max_bytes_ratio_before_external_group_by = 0,
  optimize_on_insert = 0`;

const names = (columns: Table['columns']): string[] => columns.map(([name]) => name);
const from = (table: string, columns: readonly string[]) =>
  columns.map((name) => `${table}.${name}`).join(', ');
const KEY = names(FINDING_KEY_COLUMNS);
const SETS = ['tags', 'cves'];
const ATTRIBUTES = names(FINDING_ATTRIBUTES);
/** Attributes taken from the newest event alone. */
const SINGLE = ATTRIBUTES.filter((name) => !SETS.includes(name));

/** Selects the current loads, and also their days and types, so that the engine skips all other data. */
const OF_LOADS =
  'report_date IN {dates:Array(Date)} AND report_type IN {types:Array(String)} AND load IN {loads:Array(UInt32)}';
const OF_TYPES = 'report_type IN {types:Array(String)}';
/** Selects part `{part}` of the work, which bounds the memory; rows with the same `by` are in the same part. */
const ofPart = (by: string, parts: number) =>
  parts === 1 ? '' : ` AND sipHash64(${by}) % ${parts} = {part:UInt32}`;

/** Whether an attribute is a property of the subject's host, and is therefore read from that host's columns. */
const isOfHost = (name: string): name is HostProperty =>
  (HOST_PROPERTIES as readonly string[]).includes(name);
const attributeColumn = (name: string) =>
  isOfHost(name) ? `${subjectProperty(name)} AS subject_${name}` : name;
const attributeName = (name: string) => (isOfHost(name) ? `subject_${name}` : name);
const isDerived = (name: string): name is keyof FindingKey['expressions'] =>
  name === 'port' || name === 'transport' || name === 'infection';
const keyColumns = ({ expressions }: FindingKey) =>
  KEY.map((name) => (isDerived(name) ? `${expressions[name]} AS key_${name}` : name)).join(', ');
const keyName = (name: string) => (isDerived(name) ? `key_${name}` : name);

/** The counted events of `{loads}`. */
const COUNTED = `FROM event_rows WHERE ${OF_LOADS} AND first = 1`;
const isRepeated = ({ hash }: FindingKey) => `${hash} IN {repeated:Array(UInt32)}`;

/** Selects the hashes of findings with several events in one load, and a few others that share a hash; at most `{most}`. */
export function repeatedFindings({ hash }: FindingKey): string {
  return `SELECT ${hash} AS hash ${COUNTED} GROUP BY hash HAVING count() > 1 LIMIT {most:UInt32} ${SETTINGS}`;
}

/**
 * Copies all events, or only those whose findings are not `{repeated}`, to day rows: such an event is the only one of its
 * finding.
 */
export function copyDays(which: 'all' | 'unrepeated', key: FindingKey): string {
  return `
    INSERT INTO finding_day_rows (${names(FINDING_DAY_ROWS.columns).join(', ')})
    SELECT ${key.id}, report_date, ${keyColumns(key)}, 1, timestamp, timestamp, severity,
      ${SINGLE.map(attributeColumn).join(', ')}, ${SETS.map((name) => `arraySort(arrayDistinct(${name}))`).join(', ')}
    ${COUNTED}${which === 'all' ? '' : ` AND NOT ${isRepeated(key)}`}
    ${SETTINGS}`;
}

/**
 * Derives day rows from all counted events of `{loads}`, or only from those whose findings are `{repeated}`. Numbers, tags
 * and CVE ids come from all events of a finding, everything else from the newest event: joining that event costs a third
 * of grouping with all texts.
 */
export function groupDays(which: 'all' | 'repeated', key: FindingKey, parts: number): string {
  const selected = which === 'repeated' ? ` AND ${isRepeated(key)}` : ofPart(FINDING_PLACE, parts);
  const events = `${COUNTED}${selected}`;
  return `
    INSERT INTO finding_day_rows (${names(FINDING_DAY_ROWS.columns).join(', ')})
    SELECT day.finding, newest.report_date, ${from('newest', KEY.map(keyName))},
      day.events, day.first_at, day.last_at, day.highest, ${from('newest', SINGLE.map(attributeName))},
      ${SETS.map((name) => `arraySort(day.all_${name})`).join(', ')}
    FROM (
      SELECT line, report_date, ${keyColumns(key)}, ${SINGLE.map(attributeColumn).join(', ')} ${events}
    ) AS newest
    INNER JOIN (
      SELECT load, ${key.id} AS finding, count() AS events, max(severity) AS highest,
        minIf(timestamp, timestamp > 0) AS first_at, max(timestamp) AS last_at,
        ${SETS.map((name) => `groupUniqArrayArray(${name}) AS all_${name}`).join(', ')},
        max(bitShiftLeft(toUInt64(toUnixTimestamp(timestamp)), 32) + line) % 4294967296 AS line
      ${events}
      GROUP BY load, finding
    ) AS day ON newest.load = day.load AND newest.line = day.line
    ${SETTINGS}`;
}

/** The position in time of a day row or of a previous version of a finding; the newest one supplies the attributes. */
const RECENCY = 'bitShiftLeft(toUInt64(toUInt16(report_date)), 32) + load';
/** Whether a day row's load is live. */
const ALIVE = 'load IN (SELECT load FROM live_loads)';

const dayAsPart = (alive: string) => `
  SELECT finding, load, report_date, ${alive} AS alive, alive AS counts, 1 AS is_day, 0 AS days, report_date AS first_seen, report_date AS last_seen,
    events, first_at, last_at, severity, severity AS highest_severity`;
const FINDING_AS_PART = `
  SELECT finding, load, last_seen AS report_date, 1 AS alive, 1 AS counts, 0 AS is_day, days, first_seen, last_seen,
    events, first_at, last_at, severity, highest_severity`;

/** Summaries of removed days are added, but on their own they do not make a finding. */
const PAST_AS_PART = `
  SELECT finding, toUInt32(0) AS load, until - 1 AS report_date, 0 AS alive, 1 AS counts, 0 AS is_day, days, first_seen,
    until - 1 AS last_seen, events, first_at, last_at, highest_severity AS severity, highest_severity`;

/** Selects those of `{types}` that have findings or summaries. */
export function knownTypes(): string {
  return `SELECT DISTINCT report_type FROM finding_versions WHERE ${OF_TYPES}
    UNION DISTINCT SELECT report_type FROM finding_pasts WHERE ${OF_TYPES}`;
}

/** Writes the first versions of all findings of `{loads}`, which must be the only loads of their types so far. */
export function copyFindings(): string {
  return `
    INSERT INTO finding_versions (${names(FINDING_VERSIONS.columns).join(', ')})
    SELECT finding, {version:UInt64}, ${KEY.join(', ')}, report_date, report_date, 1, events, first_at, last_at,
      severity, severity, ${ATTRIBUTES.join(', ')}
    FROM finding_day_rows WHERE ${OF_LOADS}
    ${SETTINGS}`;
}

export interface MakingFindings {
  /**
   * `appended`: from the previous version and the new day rows, which must be of live loads and of the newest day or later;
   * `recomputed`: from all day rows. Both give the same result.
   */
  readonly how: 'appended' | 'recomputed';
  /** The number of parts into which the work is split. */
  readonly parts: number;
  /** Whether there may be summaries of removed days. */
  readonly hasPasts: boolean;
}

/**
 * Writes the new versions of all findings that `{loads}` affect, within the types `{types}`. Most of its time for a small
 * report is the engine's time for planning, so the statement contains only what is needed.
 */
export function makeFindings({ how, parts: count, hasPasts }: MakingFindings): string {
  const within = ofPart('finding', count);
  const touched = `finding IN (SELECT finding FROM finding_day_rows WHERE ${OF_LOADS}${within})`;
  const isAppended = how === 'appended';
  const changed = isAppended ? `${OF_LOADS}${within}` : `${OF_TYPES}${within} AND ${touched}`;
  // Day rows of replaced loads are read too, so that a finding with no other rows gets its final version.
  const days = `${dayAsPart(isAppended ? '1' : ALIVE)} FROM finding_day_rows WHERE ${changed}`;
  const before = `FROM findings WHERE ${OF_TYPES} AND ${touched}`;
  // The previous version includes the removed days already.
  const unlessBefore = isAppended ? ` AND finding NOT IN (SELECT finding ${before})` : '';
  const past = `${PAST_AS_PART} FROM finding_pasts FINAL WHERE ${OF_TYPES} AND ${touched}${unlessBefore}`;
  const parts = [
    days,
    ...(isAppended ? [`${FINDING_AS_PART} ${before}`] : []),
    ...(hasPasts ? [past] : []),
  ].join(' UNION ALL ');
  return `
    INSERT INTO finding_versions (${names(FINDING_VERSIONS.columns).join(', ')})
    SELECT whole.finding, {version:UInt64}, ${from('newest', KEY)},
      whole.first_seen, whole.last_seen, whole.days, whole.events, whole.first_at, whole.last_at,
      whole.severity, whole.highest_severity, ${from('newest', ATTRIBUTES)}
    FROM (SELECT finding, ${[...KEY, ...ATTRIBUTES].join(', ')} FROM finding_day_rows WHERE ${changed}) AS newest
    INNER JOIN (
      SELECT finding,
        minIf(parts.first_seen, counts) AS first_seen, maxIf(parts.last_seen, counts) AS last_seen,
        if(max(alive), sum(parts.days) + groupBitmapIf(toUInt32(toUInt16(report_date)), alive AND is_day)
          - (maxIf(parts.last_seen, NOT is_day) = minIf(report_date, alive AND is_day) AND max(parts.days) > 0), 0) AS days,
        sumIf(parts.events, counts) AS events,
        minIf(parts.first_at, counts AND parts.first_at > 0) AS first_at, maxIf(parts.last_at, counts) AS last_at,
        maxIf(bitShiftLeft(toUInt32(toUInt16(report_date)), 8) + toUInt8(parts.severity), alive) % 256 AS severity,
        maxIf(toInt8(parts.highest_severity), counts) AS highest_severity,
        max(bitShiftLeft(toUInt64(alive), 62) + ${RECENCY}) % 4294967296 AS load
      FROM (${parts}) AS parts
      GROUP BY finding
    ) AS whole ON newest.finding = whole.finding AND newest.load = whole.load
    ${SETTINGS}`;
}

/**
 * Hides the versions of findings of `{loads}` at addresses which their devices have left: the table is sorted by address, so
 * that the newest version does not replace them. They stay as versions without days.
 */
export function hideLeft(): string {
  const written: Readonly<Record<string, string>> = { version: '{version:UInt64}', days: '0' };
  const columns = names(FINDING_VERSIONS.columns);
  return `
    INSERT INTO finding_versions (${columns.join(', ')})
    SELECT ${columns.map((name) => written[name] ?? name).join(', ')} FROM findings
    WHERE ${OF_TYPES} AND lease_device != '' AND version < {version:UInt64}
      AND finding IN (SELECT finding FROM finding_day_rows WHERE ${OF_LOADS})
    ${SETTINGS}`;
}

/**
 * Sums up the days before `{until}` of findings with later days, including the summaries of still earlier days. Existing
 * summaries stay unchanged, so the statement can be repeated.
 */
export function foldDays(parts: number): string {
  const within = ofPart('finding', parts);
  return `
    INSERT INTO finding_pasts (${names(FINDING_PASTS.columns).join(', ')})
    SELECT finding, report_type, {until:Date}, min(first_seen), sum(old.days), sum(old.events),
      minIf(old.first_at, old.first_at > 0), max(old.last_at), max(highest_severity)
    FROM (
      SELECT finding, report_type, 1 AS is_new, min(report_date) AS first_seen, uniqExact(report_date) AS days,
        sum(finding_day_rows.events) AS events, minIf(finding_day_rows.first_at, finding_day_rows.first_at > 0) AS first_at,
        max(finding_day_rows.last_at) AS last_at, max(severity) AS highest_severity
      FROM finding_day_rows WHERE report_date < {until:Date} AND ${ALIVE}${within} GROUP BY finding, report_type
      UNION ALL
      SELECT finding, report_type, 0, first_seen, days, events, first_at, last_at, highest_severity
      FROM finding_pasts FINAL WHERE true${within}
    ) AS old
    WHERE finding IN (SELECT finding FROM finding_day_rows WHERE report_date >= {until:Date} AND ${ALIVE}${within})
      AND finding NOT IN (SELECT finding FROM finding_pasts WHERE until = {until:Date}${within})
    GROUP BY finding, report_type HAVING max(is_new) = 1
    ${SETTINGS}`;
}
