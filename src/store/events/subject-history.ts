// Reads the history of one subject: the days on which each type saw it, its newest events, and their reports.
import { type AddressRange, formatRange } from '../../domain/address.js';
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES, type EnrichedValues } from '../../domain/enriched.js';
import type { TableReader } from '../engine/own-tables.js';
import { enrichedValues } from '../enrichment/longest-networks.js';
import { andVisible, namesDevices, type Visibility } from '../scope/visibility.js';
import { type Bound, named, overlapping, SUBJECT_COLUMNS, type SubjectRow, subjectText } from './subject.js';

export interface SubjectDay {
  readonly type: string;
  readonly date: string;
  readonly events: number;
  readonly hostnames: readonly string[];
}

export interface SubjectEvent {
  readonly time: string;
  readonly type: string;
  readonly date: string;
  readonly subject: string;
  readonly severity: string;
  readonly port: number;
  readonly protocol: string;
  readonly infection: string;
  readonly tags: readonly string[];
  readonly report: number;
}

export interface SubjectReport {
  readonly id: number;
  readonly type: string;
  readonly date: string;
  readonly list: string;
  readonly rows: number;
}

/** Properties of a subject's host in a report; 0 and empty texts are unknown. */
export interface SubjectHost {
  readonly hostname: string;
  readonly asn: number;
  readonly country: string;
  /** The report date. */
  readonly date: string;
}

/** What enrichers knew about an address of the subject's events, and what the newest report says itself. */
export interface SubjectEnrichment {
  readonly address: string;
  /** The report date of the newest enriched event with the address. */
  readonly date: string;
  readonly values: EnrichedValues;
  /** What the report says; 0 and empty texts are unknown. */
  readonly reported: { readonly asn: number; readonly geo: string };
  /** The enrichers whose tables were consulted, with the beginning of the hash of each table. */
  readonly by: string;
  readonly at: string;
}

/** What to look for: an address or network, or a name. */
export type SubjectQuery = { readonly range: AddressRange } | { readonly name: string };

/** The part of a subject's history that one scope shows. */
export class SubjectHistory {
  private readonly subject: Bound;
  private readonly inEvents: string;
  private readonly inDays: string;

  constructor(
    private readonly engine: TableReader,
    visibility: Visibility,
    query: SubjectQuery,
  ) {
    const { sql, values } =
      'range' in query ? overlapping(query.range) : named(query.name, namesDevices(visibility));
    this.subject = { sql, values: { ...values, ...visibility.values } };
    this.inEvents = andVisible(visibility, 'events');
    this.inDays = andVisible(visibility, 'days');
  }

  /** The days on which the subject was seen, oldest first. */
  async days(): Promise<SubjectDay[]> {
    return this.engine.rows<SubjectDay>(
      `SELECT report_type AS type, toString(report_date) AS date, sum(events) AS events,
         arrayFilter(name -> name != '', arraySort(groupUniqArray(20)(hostname))) AS hostnames
       FROM finding_days WHERE ${this.subject.sql}${this.inDays}
       GROUP BY report_type, report_date ORDER BY report_type, report_date`,
      this.subject.values,
    );
  }

  /** What the newest report up to a date says about the host of the subject or of a network around it, if any does. */
  async hostAsOf(date: string): Promise<SubjectHost | undefined> {
    const [row] = await this.engine.rows<SubjectHost>(
      `SELECT hostname, asn, toString(geo) AS country, toString(report_date) AS date
       FROM finding_days WHERE ${this.subject.sql}${this.inDays} AND report_date <= {date:Date}
       ORDER BY report_date DESC, load DESC LIMIT 1`,
      { ...this.subject.values, date },
    );
    return row;
  }

  /** The most recent events, newest first. */
  async events(limit: number): Promise<SubjectEvent[]> {
    const rows = await this.engine.rows<Omit<SubjectEvent, 'subject'> & SubjectRow>(
      `SELECT toString(timestamp) AS time, report_type AS type, toString(report_date) AS date, ${SUBJECT_COLUMNS},
         severity, port, protocol, if(infection != '', toString(infection), toString(family)) AS infection, tags,
         load AS report
       FROM events WHERE ${this.subject.sql}${this.inEvents}
       ORDER BY report_date DESC, timestamp DESC, load, line LIMIT {limit:UInt32}`,
      { ...this.subject.values, limit },
    );
    return rows.map(({ first_hex, last_hex, subject_kind, subject_text, ...row }) => ({
      ...row,
      subject: subjectText({ first_hex, last_hex, subject_kind, subject_text }),
    }));
  }

  /** What enrichers knew about each of the subject's addresses at its newest event, the newest first. */
  async enriched(limit: number): Promise<SubjectEnrichment[]> {
    const fields = ENRICHED_VALUES.map(({ field }) => field).join(', ');
    const rows = await this.engine.rows<Readonly<Record<string, string | number>>>(
      `SELECT hex(ip) AS first_hex, hex(ip_last) AS last_hex, toString(report_date) AS date, asn,
         toString(geo) AS country, ${fields}, toString(${ENRICHED_BY}) AS by, toString(${ENRICHED_AT}) AS at
       FROM events WHERE ${this.subject.sql}${this.inEvents} AND ${ENRICHED_BY} != ''
       ORDER BY report_date DESC, timestamp DESC, load, line LIMIT 1 BY ip LIMIT {limit:UInt32}`,
      { ...this.subject.values, limit },
    );
    return rows.map(({ first_hex, last_hex, date, asn, country, by, at, ...found }) => ({
      address: formatRange({
        first: Buffer.from(String(first_hex), 'hex'),
        last: Buffer.from(String(last_hex), 'hex'),
        isNetwork: first_hex !== last_hex,
      }),
      ...{ date: String(date), by: String(by), at: String(at) },
      values: enrichedValues(found, 'field'),
      reported: { asn: Number(asn), geo: String(country) },
    }));
  }

  /** The reports with events of the subject, including reports whose events count in another list's copy; newest first. */
  async reports(limit: number): Promise<SubjectReport[]> {
    return this.engine.rows<SubjectReport>(
      `SELECT load AS id, any(report_type) AS type, toString(any(report_date)) AS date, any(list) AS list, count() AS rows
       FROM event_rows WHERE load IN (SELECT load FROM live_loads) AND ${this.subject.sql}${this.inEvents}
       GROUP BY load ORDER BY any(report_date) DESC, load DESC LIMIT {limit:UInt32}`,
      { ...this.subject.values, limit },
    );
  }
}
