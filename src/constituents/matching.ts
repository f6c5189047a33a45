// SQL that finds all constituents to which rows belong, in the engine: by domain, network, autonomous system or country.
import { inNetworks, parents, subjectHost, underNames } from '../store/index.js';

/** The kinds of holdings, the most specific first. */
export const HOLDING_KINDS = ['domain', 'network', 'asn', 'country'] as const;
export type HoldingKind = (typeof HOLDING_KINDS)[number];

/** A holding that a row is in. */
export interface Membership {
  /** The row's number. */
  readonly number: number;
  /** The constituent's id. */
  readonly id: string;
  readonly kind: HoldingKind;
  /** The holding: a domain, a network, the number of an autonomous system or a country. */
  readonly holding: string;
}

/** Whether a constituent gets events of the row's type and severity. */
const WITHIN_LIMITS = `(empty(covering.types) OR has(covering.types, found.type))
  AND (empty(covering.severities) OR has(arrayMap(each -> toString(each), covering.severities), found.severity))`;

/** The text of a host as domains are written. */
const plain = (host: string) => `trim(TRAILING '.' FROM lower(${host}))`;
const HELD_THEN = 'found.date >= covering.holds_from AND found.date < covering.holds_until';
const holdings = (kind: HoldingKind) => `SELECT * FROM constituent_holdings WHERE kind = '${kind}'`;
const LENGTHS = "(SELECT groupUniqArray(prefix) FROM constituent_holdings WHERE kind = 'network')";
/** An IPv6 network contains no IPv4 address, which the store keeps as ::ffff:a.b.c.d. */
const sameFamily = `(position(covering.text, ':') = 0) = (found.subject_first BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255'))`;

/**
 * SQL of the `Membership`s of rows on their dates, the most specific first: domains before networks, autonomous systems
 * and countries; longer names and networks before shorter ones. The rule is that of scopes (docs/explanation/scope.md).
 *
 * @param rows SQL of rows with `number`, `date`, the subject's columns, and `hostname`, `asn` and `country` of its host
 * @param limits `limited` leaves out constituents that do not get a row's type or severity; the rows then have columns
 *   `type` and `severity`, as text
 */
export function membershipsOf(rows: string, limits: 'limited' | 'unlimited' = 'unlimited'): string {
  const heldThen = limits === 'limited' ? `${HELD_THEN} AND ${WITHIN_LIMITS}` : HELD_THEN;
  const names = `arrayDistinct(arrayConcat(${parents(plain('hostname'))}, ${parents(plain(subjectHost()))}))`;
  const shown = (rank: string) =>
    `found.number AS number, covering.id AS id, covering.kind AS kind, covering.text AS holding, toUInt32(${rank}) AS rank`;
  const equal = (kind: HoldingKind, column: string, none: string) =>
    `SELECT ${shown('0')} FROM (SELECT * FROM (${rows}) WHERE ${column} != ${none}) AS found
     INNER JOIN (${holdings(kind)}) AS covering ON found.${column} = covering.${column} WHERE ${heldThen}`;
  return `SELECT DISTINCT number, id, kind, holding FROM (
      SELECT ${shown("length(splitByChar('.', covering.name))")}
      FROM ${underNames(rows, names, holdings('domain'))} WHERE found.looked_for != '' AND ${heldThen}
      UNION ALL
      SELECT ${shown('covering.prefix')} FROM ${inNetworks(rows, holdings('network'), LENGTHS)}
      WHERE covering.last >= found.subject_last AND ${sameFamily} AND ${heldThen}
      UNION ALL
      ${equal('asn', 'asn', '0')}
      UNION ALL
      ${equal('country', 'country', "''")})
    ORDER BY number, indexOf([${HOLDING_KINDS.map((kind) => `'${kind}'`).join(', ')}], kind), rank DESC, id, holding`;
}
