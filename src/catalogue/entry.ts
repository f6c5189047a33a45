// Derives the meaning of a data file's entry: twins, sets of columns, and defaults from the id or the group.
import type { CatalogueData, Entry, FamilyRule } from './data.js';
import type { ReportType } from './report-type.js';

/** The difference between the ids of IPv6 twins and those of IPv4: `scan6_ssl`, `event6_sinkhole`, `device_id6`. */
const SIXES: readonly (readonly [RegExp, string])[] = [
  [/^(scan|population)6_/, '$1_'],
  [/^event6_/, 'event4_'],
  [/6$/, ''],
];

const COMMON_IN_NAMES = /^IPv6-| IPv[46]$/g;

/** The families of an id, from the most general to the most specific. */
export function familiesOf(id: string, data: CatalogueData): FamilyRule[] {
  return data.defaults.families
    .filter((rule) => id.startsWith(rule.prefix))
    .sort((a, b) => a.prefix.length - b.prefix.length);
}

/**
 * A type that the shipped data does not describe. Its group and address family are guessed from the id's family; the
 * IPv6 twin of a known type copies the data of that type; everything else is the default for unknown types. Their
 * severity is `medium`, because filters by severity would hide new reports with `info`.
 */
export function newType(
  id: string,
  find: (id: string) => ReportType | undefined,
  data: CatalogueData,
): ReportType {
  const { unknown } = data.defaults;
  const twin = SIXES.filter(([six]) => six.test(id))
    .map(([six, four]) => find(id.replace(six, four)))
    .find((type) => type?.known);
  const bare = complete(id, { ...unknown, ...familiesOf(id, data).at(-1), title: id }, data);
  if (!twin) return { ...bare, known: false };
  return { ...twin, id, known: false, name: id, title: `${twin.title} (IPv6)`, family: 6, legacyNames: [] };
}

/** All shipped types by id, including retired ones. */
export function shippedTypes(data: CatalogueData): Map<string, ReportType> {
  const entries = new Map(Object.entries({ ...data.types, ...data.retired }));
  const types = new Map<string, ReportType>();
  for (const [id, own] of entries) {
    const model = own.like === undefined ? undefined : entries.get(own.like);
    const entry = model ? { ...model, title: `${model.title} (IPv6)`, ...own } : own;
    const type = complete(id, { ...familiesOf(id, data).at(-1), ...entry }, data);
    types.set(id, { ...type, retired: Object.hasOwn(data.retired, id) });
  }
  return types;
}

/** Applies an entry of the local override to a type; such entries contain only plain values. */
export function overlay(type: ReportType, entry: Entry, data: CatalogueData): ReportType {
  const { name, rsit, link, columns, retired } = entry;
  return {
    ...type,
    // A new type does not have a title of ours, so its title is made from the publisher's name.
    ...(type.known || name === undefined ? {} : { title: titleFrom(name) }),
    known: true,
    ...(name === undefined ? {} : { name }),
    ...(rsit === undefined ? {} : { classification: classification(rsit) }),
    ...(link === undefined ? {} : { link: address(link, data) }),
    ...(columns === undefined ? {} : { columns }),
    ...(retired === undefined ? {} : { retired }),
  };
}

function complete(id: string, entry: Entry, data: CatalogueData): ReportType {
  const { defaults, renamed } = data;
  const group = entry.group ?? defaults.unknown.group;
  return {
    id,
    known: true,
    retired: false,
    name: entry.name ?? id,
    title: entry.title ?? id,
    severity: entry.severity ?? defaults.unknown.severity,
    classification: classification(entry.rsit ?? defaults.unknown.rsit),
    link: address(entry.link, data),
    group,
    family: entry.family ?? defaults.unknown.family,
    columns: (entry.columns ?? []).flatMap((column) => expand(column, data)),
    subject: Object.entries(entry.subject ?? defaults.subject).map(([column, kind]) => ({ column, kind })),
    cveColumns: entry.cve_columns ?? defaults.groups[group].cve_columns,
    findingKey: entry.finding_key ?? defaults.groups[group].finding_key,
    cadence: entry.cadence ?? defaults.groups[group].cadence,
    legacyNames: Object.keys(renamed).filter((name) => renamed[name] === id),
  };
}

function expand(column: string, data: CatalogueData): readonly string[] {
  return column.startsWith('@') ? (data.columns[column.slice(1)] ?? []) : [column];
}

function classification(rsit: string): ReportType['classification'] {
  const [taxonomy = '', type = ''] = rsit.split('/');
  return { taxonomy, type };
}

function address(link: string | undefined, data: CatalogueData): string | undefined {
  if (link === undefined || link.includes(':')) return link;
  return `${data.defaults.documentation}${link}/`;
}

/** `IPv6-Accessible-SSL` -> `Accessible SSL (IPv6)`. */
function titleFrom(name: string): string {
  const title = name.replaceAll(COMMON_IN_NAMES, '').replaceAll('-', ' ');
  return /IPv6/.test(name) ? `${title} (IPv6)` : title;
}
