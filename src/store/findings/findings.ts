// Queries findings: current findings by their attributes, new findings of a day, and gone findings.
import type { AddressRange } from '../../domain/address.js';
import type { Severity } from '../../domain/event-columns.js';
import { cveFactsOf, worstOf } from '../cves/cve-facts.js';
import { hasExploited } from '../cves/cve-sql.js';
import type { Parameters } from '../engine/engine.js';
import type { TableReader } from '../engine/own-tables.js';
import { type ListCondition, uncountedCopies } from '../events/held-by.js';
import {
  type Bound,
  named,
  overlapping,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectText,
} from '../events/subject.js';
import { type Cadences, closedDays } from '../ledger/absence.js';
import { andVisible, namesDevices, type Visibility } from '../scope/visibility.js';
import { amongIds, byId, FINDING_ID_BY_LEDGER, SHOWN_ID } from './finding-key.js';
import { findingsSource } from './scoped-findings.js';

/** Selects findings; omitted fields do not restrict. */
export interface FindingFilter {
  readonly types?: readonly string[];
  /** Hosts inside the range, and networks that overlap it. */
  readonly range?: AddressRange;
  /** A complete host name, account or URL. */
  readonly name?: string;
  /** Text anywhere in a subject's text or a host name. */
  readonly text?: string;
  /** Report dates: seen on or after `seenSince`; first seen on `firstSeen`. */
  readonly seenSince?: string;
  readonly firstSeen?: string;
  /** Not seen since a closed day of their list and type, as of a date. */
  readonly gone?: { readonly date: string; readonly cadences: Cadences };
  /** Leading hex digits of ids. */
  readonly id?: string;
  /** A condition over findings with the alias `e`, with bound values. */
  readonly matching?: Bound;
}

export interface Finding {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly subject_kind: SubjectRow['subject_kind'];
  /** 0 and '' if they do not distinguish findings of the type. */
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
  readonly severity: Severity | 'none';
  readonly highest_severity: Severity | 'none';
  /** Report dates. */
  readonly first_seen: string;
  readonly last_seen: string;
  readonly days: number;
  readonly events: number;
  /** Closed days since the finding was last seen; counted only in queries for gone findings. */
  readonly missed: number;
  readonly list: string;
  /** The load of its newest events. */
  readonly report: number;
  readonly hostname: string;
  readonly asn: number;
  readonly geo: string;
  readonly city: string;
  readonly sector: string;
  readonly device_vendor: string;
  readonly device_type: string;
  readonly device_model: string;
  readonly tags: readonly string[];
  readonly cves: readonly string[];
  /** The device that the finding follows from address to address; left out if the subject identifies it, and in restricted scopes. */
  readonly lease_device?: string;
  /** Whether one of the CVE ids is on a list of known exploited vulnerabilities. */
  readonly kev: boolean;
  /** The highest EPSS score of the CVE ids, 0 to 1; 0 = unknown. */
  readonly epss: number;
}

/** A row as the engine returns it, without what lists say about its vulnerabilities. */
type FindingRow = Omit<Finding, 'subject' | 'missed' | 'lease_device' | 'kev' | 'epss'> &
  SubjectRow & { readonly lease_device: string };

const SHOWN = `port, transport, infection, severity, highest_severity, first_seen, last_seen, days, events,
  list, load AS report, hostname, asn, geo, city, sector, device_vendor, device_type, device_model, tags, cves, lease_device`;

interface Chosen extends Pick<Finding, 'id' | 'type' | 'missed'> {
  readonly first: string;
}

function shown(row: FindingRow, facts: Awaited<ReturnType<typeof cveFactsOf>>): Omit<Finding, 'missed'> {
  const { id, type, first_hex, last_hex, subject_text, lease_device, ...rest } = row;
  const subject = subjectText({ ...rest, first_hex, last_hex, subject_text });
  return {
    id,
    type,
    subject,
    ...rest,
    ...(lease_device && { lease_device }),
    ...worstOf(row.cves, facts),
  };
}

/** Looks up the chosen findings by the tables' sorting key. @param place SQL condition on the place in the tables */
const chosen = (place: string) => `report_type IN {types:Array(String)} AND ${place} AND ${amongIds('ids')}`;
const CHOSEN_PLACES = 'subject_first IN {firsts:Array(IPv6)}';
const CHOSEN = chosen(CHOSEN_PLACES);
/** The days of the same findings; a device has days at other addresses, too. */
const CHOSEN_DAYS = chosen(`(${CHOSEN_PLACES} OR lease_device != '')`);

/** Findings as SQL: the text after FROM, which needs the alias `e`, and a condition over this alias. */
export interface FindingSource {
  readonly from: string;
  readonly where: string;
  readonly values: Parameters;
}

/** The findings of one scope. */
export class Findings {
  constructor(
    private readonly engine: TableReader,
    private readonly visibility: Visibility,
  ) {}

  /**
   * Findings, the most severe first, of these those with a known exploited vulnerability, then the most recent.
   *
   * @param after how many to leave out at the beginning
   */
  async list(filter: FindingFilter, limit: number, after = 0): Promise<Finding[]> {
    const chosen = await this.choose(filter, limit, after);
    const rows = await this.engine.rows<FindingRow>(
      `SELECT ${SHOWN_ID} AS id, report_type AS type, ${SUBJECT_COLUMNS}, ${SHOWN} FROM ${findingsSource(this.visibility, CHOSEN_DAYS)}
       WHERE ${CHOSEN}`,
      {
        ...this.visibility.values,
        ids: chosen.map(({ id }) => id),
        types: [...new Set(chosen.map(({ type }) => type))],
        firsts: [...new Set(chosen.map(({ first }) => first))],
      },
    );
    const found = new Map((await this.withFacts(rows)).map((row) => [row.id, row]));
    return chosen.flatMap(({ id, missed }) => {
      const row = found.get(id);
      return row ? [{ ...row, missed }] : [];
    });
  }

  /** The findings with these ids, as far as the scope shows them, in no order. */
  async withIds(ids: readonly string[]): Promise<Omit<Finding, 'missed'>[]> {
    const among = amongIds('ids');
    const places = byId(among);
    // Of a device, a restricted scope may show other addresses than the last one.
    const days = findingsSource(this.visibility, `${places} OR lease_device != '' AND ${among}`);
    const rows = await this.engine.rows<FindingRow>(
      `SELECT ${SHOWN_ID} AS id, report_type AS type, ${SUBJECT_COLUMNS}, ${SHOWN}
       FROM ${days} WHERE ${this.visibility.condition ? among : places}`,
      { ...this.visibility.values, ids },
    );
    return this.withFacts(rows);
  }

  private async withFacts(rows: readonly FindingRow[]): Promise<Omit<Finding, 'missed'>[]> {
    const facts = await cveFactsOf(
      this.engine,
      rows.flatMap(({ cves }) => cves),
    );
    return rows.map((row) => shown(this.namesDevices ? row : { ...row, lease_device: '' }, facts));
  }

  /** Whether the scope shows the names of devices in leases. */
  get namesDevices(): boolean {
    return namesDevices(this.visibility);
  }

  /** Chooses the findings to show from the columns that decide; reading all columns takes three times as long. */
  private async choose(filter: FindingFilter, limit: number, after: number): Promise<Chosen[]> {
    const { from, where, values } = this.source(filter);
    return this.engine.rows<Chosen>(
      `SELECT ${SHOWN_ID} AS id, toString(report_type) AS type, toString(subject_first) AS first, missed
       FROM (${from}) AS e WHERE ${where}
       ORDER BY severity DESC, ${hasExploited('e.cves')} DESC, last_seen DESC, report_type, subject_first, finding
       LIMIT {limit:UInt32} OFFSET {after:UInt32}`,
      { ...values, ...this.visibility.values, limit, after },
    );
  }

  async count(filter: FindingFilter): Promise<number> {
    const { from, where, values } = this.source(filter);
    const [row] = await this.engine.rows<{ found: number }>(
      `SELECT count() AS found FROM (${from}) AS e WHERE ${where}`,
      { ...values, ...this.visibility.values },
    );
    return row!.found;
  }

  /** The newest day of any report with data in the scope; undefined without such a report. */
  async latestDay(): Promise<string | undefined> {
    const [row] = await this.engine.rows<{ day: string; reports: number }>(
      `SELECT max(report_date) AS day, count() AS reports FROM ${this.reports()}`,
      this.visibility.values,
    );
    return row!.reports > 0 ? row!.day : undefined;
  }

  /** The types that have or had findings. */
  async types(): Promise<string[]> {
    const rows = await this.engine.rows<{ type: string }>(
      `SELECT DISTINCT toString(report_type) AS type FROM ${this.reports()} ORDER BY type`,
      this.visibility.values,
    );
    return rows.map(({ type }) => type);
  }

  /**
   * SQL condition that a report of certain lists contained a finding with the alias `e` on any day that is kept, even
   * if another list's copies of its events count.
   */
  heldBy(ofList: ListCondition): string {
    return `(e.finding IN (SELECT finding FROM finding_days WHERE ${ofList('list')}${andVisible(this.visibility, 'days')})
      OR e.finding IN (SELECT ${FINDING_ID_BY_LEDGER} FROM ${uncountedCopies(ofList)}${andVisible(this.visibility, 'events')}))`;
  }

  /** The findings that a filter selects, each with its days missed, for a statement of this scope. */
  source(filter: FindingFilter): FindingSource {
    const closed = filter.gone && closedDays(filter.gone.date, filter.gone.cadences);
    const bounds = conditions(filter, this.visibility);
    const findings = findingsSource(this.visibility);
    return {
      from: closed ? goneFrom(findings, closed.sql) : `SELECT *, 0 AS missed FROM ${findings}`,
      where: bounds.map(({ sql }) => `(${sql})`).join(' AND ') || '1',
      values: Object.assign({}, closed?.values, ...bounds.map(({ values }) => values)) as Parameters,
    };
  }

  /** The known reports: from the ledger, or under a restricted scope from the days in the scope. */
  private reports(): string {
    if (!this.visibility.condition) return "reports WHERE state = 'live'";
    return `finding_days WHERE 1${andVisible(this.visibility, 'days')}`;
  }
}

/** Findings in a range, and findings of devices that were in it. */
function at(range: AddressRange, visibility: Visibility): Bound {
  const { sql, values } = overlapping(range);
  const days = `SELECT finding FROM finding_days WHERE lease_device != '' AND ${sql}${andVisible(visibility, 'days')}`;
  return { sql: `(${sql}) OR e.finding IN (${days})`, values };
}

function goneFrom(findings: string, closed: string): string {
  return `SELECT findings.*, arrayCount(day -> day > findings.last_seen, closed_days.closed) AS missed
    FROM ${findings} INNER JOIN (${closed}) AS closed_days
    ON findings.list = closed_days.list AND findings.report_type = closed_days.report_type
    WHERE missed > 0`;
}

function conditions(filter: FindingFilter, visibility: Visibility): Bound[] {
  const { types, range, name, text, seenSince, firstSeen, id, matching } = filter;
  const bounds: (Bound | undefined | '')[] = [
    types && { sql: 'report_type IN {types:Array(String)}', values: { types } },
    range && at(range, visibility),
    name !== undefined && name !== '' ? named(name, namesDevices(visibility)) : undefined,
    text && {
      sql: 'positionCaseInsensitiveUTF8(subject_text, {part:String}) > 0 OR positionCaseInsensitiveUTF8(hostname, {part:String}) > 0',
      values: { part: text },
    },
    seenSince && { sql: 'last_seen >= {seenSince:Date}', values: { seenSince } },
    firstSeen && { sql: 'first_seen = {firstSeen:Date}', values: { firstSeen } },
    id && {
      sql: byId('finding BETWEEN unhex({idFrom:String}) AND unhex({idTo:String})'),
      values: { idFrom: id.padEnd(32, '0'), idTo: id.padEnd(32, 'f') },
    },
    matching,
  ];
  return bounds.filter((bound): bound is Bound => Boolean(bound));
}
