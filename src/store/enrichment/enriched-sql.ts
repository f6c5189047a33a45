// The SQL of enriched columns: for each value, the first source in the order of precedence that has it.
import { dayOf } from '../../domain/days.js';
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES, type EnrichedValue } from '../../domain/enriched.js';
import { type ComputedColumn, literal } from '../engine/engine.js';
import { dictionaryName } from './dictionaries.js';
import { type EnrichmentVersion, validOn } from './versions.js';

/** The versions of one source that hold on some days, newest first. */
export type SourceVersions = readonly EnrichmentVersion[];

/** The versions of each source that hold on at least one of the days; sources without a version are left out. */
export function versionsOn(sources: readonly SourceVersions[], dates: readonly string[]): SourceVersions[] {
  return sources
    .map((versions) => versions.filter(({ gives }) => gives.length > 0))
    .map((versions) => versions.filter((each) => dates.some((date) => validOn(versions, date) === each)))
    .filter(({ length }) => length > 0);
}

/**
 * The enriched columns of rows with an address `ip` and a `report_date`.
 *
 * @param sources the versions of each source, in the order of precedence
 * @param at the time of enrichment in unix seconds
 */
export function enrichedColumns(sources: readonly SourceVersions[], at: number): ComputedColumn[] {
  const values = ENRICHED_VALUES.map((value) => ({ name: value.field, sql: firstOf(sources, value) }));
  return [
    ...values.filter((column): column is ComputedColumn => column.sql !== undefined),
    { name: ENRICHED_BY, sql: enrichedBy(sources) },
    { name: ENRICHED_AT, sql: `if(${HAS_ADDRESS}, toDateTime(${at}, 'UTC'), toDateTime(0, 'UTC'))` },
  ];
}

/** Only rows with an address are enriched. */
export const HAS_ADDRESS = "ip != toIPv6('::')";

/** What `enriched_by` says of rows of one day that these sources have enriched. @param sources one version of each */
export function shownBy(sources: readonly SourceVersions[]): string {
  return sources.map(([version]) => versionName(version!)).join(', ');
}

const versionName = ({ source, content }: EnrichmentVersion): string => `${source}@${content.slice(0, 8)}`;

function enrichedBy(sources: readonly SourceVersions[]): string {
  const names = sources.map((versions) => onItsDay(versions, (version) => literal(versionName(version))));
  return `if(${HAS_ADDRESS}, ${names.length === 1 ? names[0] : `concat(${names.join(", ', ', ")})`}, '')`;
}

/** The value of the first source that has it; undefined if none can have it. */
function firstOf(sources: readonly SourceVersions[], value: EnrichedValue): string | undefined {
  const none = value.kind === 'u32' ? '0' : "''";
  const found = sources
    .filter((versions) => versions.some((version) => gives(version, value)))
    .map((versions) =>
      onItsDay(versions, (version) => (gives(version, value) ? lookUp(version, value) : none)),
    );
  const last = found.pop();
  if (last === undefined) return undefined;
  const tried = found.flatMap((sql) => [`${sql} != ${none}`, sql]);
  return tried.length === 0 ? last : `multiIf(${[...tried, last].join(', ')})`;
}

const gives = (version: EnrichmentVersion, { name }: EnrichedValue): boolean =>
  (version.gives as readonly string[]).includes(name);

/** The engine evaluates equal expressions once, so that all values of a version cost one search of its networks. */
function lookUp(version: EnrichmentVersion, value: EnrichedValue): string {
  const columns = ENRICHED_VALUES.filter((each) => gives(version, each)).map(({ column }) => literal(column));
  const asked = columns.length === 1 ? columns[0]! : `(${columns.join(', ')})`;
  const found = `dictGet(${literal(dictionaryName(version.version))}, ${asked}, ip)`;
  return columns.length === 1 ? found : `tupleElement(${found}, ${literal(value.column)})`;
}

/** The expression of the version that holds on the row's day. */
function onItsDay(versions: SourceVersions, sqlOf: (version: EnrichmentVersion) => string): string {
  const [oldest, ...newer] = versions.toReversed();
  const branches = newer
    .toReversed()
    .flatMap((version) => [`toUInt16(report_date) >= ${dayOf(version.valid_from)}`, sqlOf(version)]);
  return branches.length === 0 ? sqlOf(oldest!) : `multiIf(${[...branches, sqlOf(oldest!)].join(', ')})`;
}
