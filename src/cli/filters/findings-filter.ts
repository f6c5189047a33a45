// The options that select findings, and how they become a filter.
import type { Command } from 'commander';
import type { Catalogue } from '../../catalogue/index.js';
import { parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import { SEVERITIES, type Severity } from '../../domain/event-columns.js';
import { isReportDate } from '../../domain/report.js';
import type { Cadences, FindingFilter } from '../../store/index.js';
import type { Workspace } from '../frame/workspace.js';
import { readSelection } from './selection.js';

type Options = Readonly<Record<string, unknown>>;

/** Declares the filters. */
export function addFindingFilters(command: Command): Command {
  return command
    .option('--new', 'first seen on the newest day')
    .option('--gone', 'no longer seen, as far as the reports that arrived can tell')
    .option('--date <date>', 'the day for --new and --gone (YYYY-MM-DD)')
    .option('--since <date>', 'seen on this day or later')
    .option('--type <types>', 'report types, several with commas; short names (ntp) cover their family')
    .option('--ip <network>', 'an address or network: hosts inside and networks that overlap')
    .option('--asn <asns>', 'autonomous systems, several with commas')
    .option('--geo <countries>', 'countries, several with commas')
    .option('--severity <severities>', 'several with commas, or >=medium')
    .option('--tag <tags>', 'with one of these tags')
    .option('--subject <text>', 'with this text in a host name, account or URL');
}

/** What `--new` and `--gone` have to know of the store. */
export interface Present {
  /** The newest day of any report. */
  readonly day: string;
  readonly cadences: Cadences;
}

/** What today is, and how often each stored type comes. */
export async function presentOf({ operator, catalogue }: Workspace): Promise<Present> {
  const [day, types] = await Promise.all([operator.findings.latestDay(), operator.findings.types()]);
  return {
    day: day ?? '1970-01-01',
    cadences: Object.fromEntries(types.map((type) => [type, catalogue.describe(type).cadence])),
  };
}

/** Reads the filters. @throws SundialError `usage` */
export function readFindingFilter(options: Options, catalogue: Catalogue, present: Present): FindingFilter {
  const { ip, asn, geo, severity, tag, subject, type, since } = options;
  const date = readDay('--date', options.date);
  if (date !== undefined && !options.new && !options.gone)
    throw usage('--date goes with --new or --gone; --since takes the days from one on');
  if (options.new && options.gone) throw usage('--new and --gone exclude each other');
  const seenSince = readDay('--since', since);
  const { types } = readSelection({ type }, catalogue);
  const day = date ?? present.day;
  return {
    ...(types && { types }),
    ...(ip !== undefined && { range: readRange(String(ip)) }),
    ...(asn !== undefined && { asns: list(asn).map(readAsn) }),
    ...(geo !== undefined && { geos: list(geo).map((code) => code.toUpperCase()) }),
    ...(severity !== undefined && { severities: readSeverities(String(severity)) }),
    ...(tag !== undefined && { tags: list(tag) }),
    ...(subject !== undefined && { text: String(subject) }),
    ...(seenSince && { seenSince }),
    ...(options.new === true && { firstSeen: day }),
    ...(options.gone === true && { gone: { date: day, cadences: present.cadences } }),
  };
}

const usage = (problem: string) => new SundialError('usage', { problem });
const list = (value: unknown): string[] =>
  String(value)
    .split(',')
    .map((part) => part.trim());

function readDay(flag: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = String(value);
  if (!isReportDate(text))
    throw usage(`${flag}: "${text}" is no day. Expected YYYY-MM-DD, such as 2026-01-15`);
  return text;
}

function readRange(text: string) {
  const range = parseAddress(text.trim());
  if (!range)
    throw usage(
      `--ip: "${text}" is no address or network. Expected 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32`,
    );
  return range;
}

function readAsn(text: string): number {
  const match = /^(?:AS)?(\d{1,10})$/i.exec(text);
  if (!match || Number(match[1]) > 0xffff_ffff)
    throw usage(`--asn: "${text}" is no number of an autonomous system, such as 64496`);
  return Number(match[1]);
}

function readSeverities(text: string): Severity[] {
  const least = /^>=(.*)$/.exec(text.trim());
  const named = (word: string): Severity => {
    const severity = SEVERITIES.find((known) => known === word.trim().toLowerCase());
    if (!severity) throw usage(`--severity: "${word}" is none of ${SEVERITIES.join(', ')}`);
    return severity;
  };
  if (least) return SEVERITIES.slice(SEVERITIES.indexOf(named(least[1]!)));
  return text.split(',').map(named);
}
