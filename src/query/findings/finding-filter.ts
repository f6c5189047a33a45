// Reads the filters of findings as people write them, on a command line or in an address, into a filter of the store.
import type { Catalogue } from '../../catalogue/index.js';
import { parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import { SEVERITIES, type Severity } from '../../domain/event-columns.js';
import { isReportDate } from '../../domain/report.js';
import type { Cadences, FindingFilter, ScopedStore } from '../../store/index.js';

/** The filters as they were written; those with several values separate them with commas. */
export interface WrittenFindingFilter {
  /** First seen on `date`. */
  readonly new?: boolean;
  /** No longer seen on `date`. */
  readonly gone?: boolean;
  /** The day for `new` and `gone`; left out = the newest one. */
  readonly date?: string;
  readonly since?: string;
  readonly type?: string;
  readonly ip?: string;
  readonly asn?: string;
  readonly geo?: string;
  /** Several, or `>=medium`. */
  readonly severity?: string;
  readonly tag?: string;
  /** Text in a host name, account or URL. */
  readonly subject?: string;
}

/** What tells which findings are new or gone. */
export interface Reporting {
  /** The newest day of any report. */
  readonly newestDay: string;
  /** How often each stored type comes. */
  readonly cadences: Cadences;
}

/** Reads what the scope's reports say of days and types. */
export async function readReporting(
  { findings }: Pick<ScopedStore, 'findings'>,
  catalogue: Catalogue,
): Promise<Reporting> {
  const [day, types] = await Promise.all([findings.latestDay(), findings.types()]);
  return {
    newestDay: day ?? '1970-01-01',
    cadences: Object.fromEntries(types.map((type) => [type, catalogue.describe(type).cadence])),
  };
}

/** How messages call a filter: `--ip` on a command line, `ip` in an address. */
export type FilterName = (filter: keyof WrittenFindingFilter) => string;

/**
 * Reads the filters. Types unknown to the catalogue are taken as they are.
 *
 * @throws SundialError `usage`
 */
export function readFindingFilter(
  written: WrittenFindingFilter,
  catalogue: Catalogue,
  { newestDay, cadences }: Reporting,
  nameOf: FilterName,
): FindingFilter {
  const { ip, asn, geo, severity, tag, subject, type, since, date } = written;
  checkDays(written, nameOf);
  const day = date ?? newestDay;
  return {
    ...(type && { types: type.split(',').flatMap((name) => catalogue.named(name)) }),
    ...(ip !== undefined && { range: readRange(ip, nameOf('ip')) }),
    ...(asn !== undefined && { asns: list(asn).map((each) => readAsn(each, nameOf('asn'))) }),
    ...(geo !== undefined && { geos: list(geo).map((code) => code.toUpperCase()) }),
    ...(severity !== undefined && { severities: readSeverities(severity, nameOf('severity')) }),
    ...(tag !== undefined && { tags: list(tag) }),
    ...(subject !== undefined && { text: subject }),
    ...(since !== undefined && { seenSince: since }),
    ...(written.new && { firstSeen: day }),
    ...(written.gone && { gone: { date: day, cadences } }),
  };
}

function checkDays({ date, since, new: isNew, gone }: WrittenFindingFilter, nameOf: FilterName): void {
  if (date !== undefined) checkDay(date, nameOf('date'));
  if (date !== undefined && !isNew && !gone)
    throw usage(
      `${nameOf('date')} goes with ${nameOf('new')} or ${nameOf('gone')}; ${nameOf('since')} takes the days from one on`,
    );
  if (isNew && gone) throw usage(`${nameOf('new')} and ${nameOf('gone')} exclude each other`);
  if (since !== undefined) checkDay(since, nameOf('since'));
}

const usage = (problem: string) => new SundialError('usage', { problem });
const list = (text: string): string[] => text.split(',').map((part) => part.trim());

function checkDay(text: string, name: string): void {
  if (!isReportDate(text))
    throw usage(`${name}: "${text}" is no day. Expected YYYY-MM-DD, such as 2026-01-15`);
}

function readRange(text: string, name: string) {
  const range = parseAddress(text.trim());
  if (!range)
    throw usage(
      `${name}: "${text}" is no address or network. Expected 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32`,
    );
  return range;
}

function readAsn(text: string, name: string): number {
  const match = /^(?:AS)?(\d{1,10})$/i.exec(text);
  if (!match || Number(match[1]) > 0xffff_ffff)
    throw usage(`${name}: "${text}" is no number of an autonomous system, such as 64496`);
  return Number(match[1]);
}

function readSeverities(text: string, name: string): Severity[] {
  const least = /^>=(.*)$/.exec(text.trim());
  const named = (word: string): Severity => {
    const severity = SEVERITIES.find((known) => known === word.trim().toLowerCase());
    if (!severity) throw usage(`${name}: "${word}" is none of ${SEVERITIES.join(', ')}`);
    return severity;
  };
  if (least) return SEVERITIES.slice(SEVERITIES.indexOf(named(least[1]!)));
  return text.split(',').map(named);
}
