// Every field of the query language as data: the columns that feed it, its derivation, or that no report has it.
import { type ColumnKind, EVENT_COLUMNS, type EventColumn } from '../../domain/event-columns.js';
import { LEASE_DEVICE } from '../../domain/lease-device.js';
import { isNetwork } from '../../store/index.js';
import { CVE_FIELDS } from './cve-fields.js';
import { ENRICHED_FIELDS } from './enriched-fields.js';
import type { Field, FieldDocument, FieldKind } from './field.js';

/** The fields of the Reports API's query help (its `type` is listed with the methods, not there). */
export const API_FIELDS: readonly string[] = [
  'agent application asn asn_name banner city county_fips county_name device_model device_sector device_type',
  'device_vendor device_version domain dst_asn dst_asn_name dst_city dst_county_fips dst_county_name dst_geo dst_ip',
  'dst_isp_name dst_latitude dst_longitude dst_naics dst_port dst_region dst_sector family geo infection ip isp_name',
  'latitude longitude md5 naics port protocol referer region require registrar sector sha1 sha256 sha512 sid source',
  'source_url tag text timestamp tld version',
].flatMap((line) => line.split(' '));

const KINDS: Record<ColumnKind, FieldKind> = {
  time: 'time',
  severity: 'severity',
  range: 'range',
  address: 'range',
  u16: 'number',
  u32: 'number',
  word: 'text',
  text: 'text',
  tags: 'words',
};

/** Fields with wildcards, because people often know only a part of these names. */
const WILDCARDS = new Set(['hostname', 'dst_hostname', 'domain', 'tag']);
const HOSTS = /^(dst_)?hostname$|^domain$/;
const FOLDED = /^(dst_)?geo$|^(md5|sha1|sha256|sha512)$/;

function columnField({ name, kind }: EventColumn): Field {
  const sql = kind === 'tags' ? 'e.tags' : `e.${name}`;
  return {
    name,
    kind: KINDS[kind],
    sql,
    ...(KINDS[kind] === 'range' && { last: kind === 'range' ? `${sql}_last` : sql }),
    ...(name === 'ip' && { isNetwork: isNetwork('e.') }),
    ...(FOLDED.test(name) && { folded: 'lower' as const }),
    ...(HOSTS.test(name) && { folded: 'host' as const }),
    ...(WILDCARDS.has(name) && { wildcards: true }),
  };
}

const TLD = "splitByChar('.', replaceRegexpOne(lower(e.hostname), '[.]+$', ''))[-1]";

interface Derived {
  readonly field: Field;
  readonly answer: string;
}

const DERIVED: readonly Derived[] = [
  {
    field: { name: 'type', kind: 'type', sql: 'e.report_type' },
    answer:
      'the report type: an id (`scan_ntp`, also `scan-ntp`), a legacy name, a short name (`ntp`), or a group (`scan`, `honeypot`, ...), which covers all of its types and is called a type in the API',
  },
  {
    field: { name: 'date', kind: 'date', sql: 'e.report_date' },
    answer: 'the report date, also called `report_date`: a day, a range of days, `now` or `-3:now`',
  },
  {
    field: { name: 'list', kind: 'list', sql: 'e.list' },
    answer:
      'the identifier in the file name of a report with the row, or the subscription or mailing list of such a report; the value is that of the report in which the row counts; called `report` in the API',
  },
  {
    field: { name: 'cve', kind: 'words', sql: 'e.cves', folded: 'upper', wildcards: true },
    answer: 'CVE ids in `tag` and in the columns that the catalogue names for the type, each separately',
  },
  {
    field: CVE_FIELDS[0],
    answer:
      '`yes` if one of the CVE ids is on a list of known exploited vulnerabilities, otherwise `no`; from an enricher of the kind `kev`, as of today',
  },
  {
    field: CVE_FIELDS[1],
    answer:
      'the highest EPSS score of the CVE ids, from 0 to 1: `>=0.5`; from an enricher of the kind `epss`, as of today',
  },
  {
    field: { name: 'subject', kind: 'subject', sql: 'e.subject_text', folded: 'lower', wildcards: true },
    answer:
      'the subject of the row: an address or network (matched like `ip`), a hostname, an account or a URL',
  },
  {
    field: { name: LEASE_DEVICE, kind: 'text', sql: `e.${LEASE_DEVICE}`, wildcards: true },
    answer:
      'the device that had the address of the subject at the time of the event, by a [lease](../how-to/leases.md); not under a restricted scope',
  },
  {
    field: { name: 'tld', kind: 'text', sql: TLD, folded: 'lower' },
    answer: 'the last label of `hostname`',
  },
  {
    field: { name: 'text', kind: 'search', sql: '' },
    answer:
      'a search: the text within the cells of a row, whether it is a word, a part of one or several words; the letters A to Z in any case, all others as written. Searched are all columns of the report except those of typed numbers, times, severities and addresses; hashes and serials only for texts that their written form can hold ([how a search finds texts](../explanation/store.md#text-lists))',
  },
];

/** Other names of fields. */
export const ALIASES: Readonly<Record<string, string>> = {
  report_type: 'type',
  report_date: 'date',
  report: 'list',
  cves: 'cve',
  tags: 'tag',
};

/** The fields with typed columns, those derived from them, and those of enrichers, by name. */
export const FIELDS: ReadonlyMap<string, Field> = new Map(
  [...EVENT_COLUMNS.map(columnField), ...[...DERIVED, ...ENRICHED_FIELDS].map(({ field }) => field)].map(
    (field) => [field.name, field],
  ),
);

/**
 * The fields of a row itself, for which `all` stands: facts about vulnerabilities belong to today's lists and not to the row,
 * and `text` is only a way to search.
 */
export const OWN_FIELDS: readonly string[] = [...FIELDS.keys()].filter(
  (name) => !['text', ...CVE_FIELDS.map((field) => field.name as string)].includes(name),
);

/** The fields of the query help without a column in any published report. They are looked up like any column. */
export const ABSENT_FIELDS: readonly string[] = API_FIELDS.filter(
  (name) => !FIELDS.has(name) && name !== 'require',
);

const NOTES: Readonly<Record<string, string>> = {
  severity: '; if the row states none, the severity of the type in the catalogue. Ordered: `>=high`',
  ip: '; an address or a network in CIDR notation finds the hosts inside it and the network rows that overlap it',
  dst_ip: '; matched like `ip`',
  tag: '; each tag separately',
  timestamp: '; a day, a range of days, or an instant after `>=` or `<=`',
};

/** Every documented field, in alphabetical order. */
export function documentedFields(): FieldDocument[] {
  const columns = EVENT_COLUMNS.map(({ name, kind, from }) => ({
    name,
    kind: KINDS[kind],
    answer: `column ${from.map((column) => `\`${column}\``).join(', else ')}${NOTES[name] ?? ''}`,
  }));
  const derived = [...DERIVED, ...ENRICHED_FIELDS].map(({ field: { name, kind }, answer }) => ({
    name,
    kind,
    answer,
  }));
  const absent = ABSENT_FIELDS.map((name) => ({
    name,
    kind: 'text' as const,
    answer: 'no published report has this column; if one does, it is found under this name',
  }));
  const require = {
    name: 'require',
    kind: 'search' as const,
    answer: 'an operator: only rows in which the named field has a value',
  };
  return [...columns, ...derived, ...absent, require]
    .map((document) => ({ ...document, api: API_FIELDS.includes(document.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
