// SQL that finds all inventory entries, own networks and whitelist entries that cover a finding's subject.
import { ipv6Text, prefixBits } from '../domain/address.js';
import {
  type Bound,
  inNetworks,
  parents,
  subjectHost,
  type TableReader,
  underNames,
} from '../store/index.js';
import type { TriageRules } from './rules.js';

/** The host name in a subject; empty for an address. */
export const SUBJECT_HOST = subjectHost();

const IS_ADDRESS = "subject_kind IN ('ip', 'network')";

/** Inventory entries that are valid on `{date}`, and the networks and domains that the options declare as ours. */
const PLACES = `
  SELECT * FROM (
    SELECT kind::String AS kind, first, last, prefix, name, device, owner, contacts, own, version, line FROM inventory
    WHERE valid_from <= {date:Date} AND valid_until > {date:Date}
    UNION ALL
    SELECT 'network' AS kind, toIPv6(network.1) AS first, toIPv6(network.2) AS last, network.3 AS prefix, '' AS name,
      '' AS device, '' AS owner, []::Array(String) AS contacts, 1 AS own, 0 AS version, 0 AS line
    FROM (SELECT arrayJoin(arrayZip({ownFirst:Array(String)}, {ownLast:Array(String)}, {ownPrefix:Array(UInt8)})) AS network)
    UNION ALL
    SELECT 'name' AS kind, toIPv6('::') AS first, toIPv6('::') AS last, 0 AS prefix, domain AS name,
      '' AS device, '' AS owner, []::Array(String) AS contacts, 1 AS own, 0 AS version, 0 AS line
    FROM (SELECT arrayJoin({ownDomains:Array(String)}) AS domain))`;

const PLACE_COLUMNS = ['device', 'owner', 'contacts', 'own', 'version', 'line']
  .map((name) => `covering.${name} AS ${name}`)
  .join(', ');

const NO_PLACE =
  "'' AS device, '' AS owner, []::Array(String) AS contacts, 0 AS own, 0 AS version, 0 AS line, 0 AS specific";
const NO_ENTRY = '0::UInt32 AS entry, 0 AS is_broken';

/** Whether there are networks, and whether there are names, that may cover a subject. */
export interface Kinds {
  readonly networks: boolean;
  readonly names: boolean;
}

/**
 * The lookups of a register. A lookup takes the engine longer to analyse than to run on an empty register, so only those
 * of kinds that exist are part of a statement.
 */
function lookupsOf(kinds: Kinds, lookups: Readonly<Record<keyof Kinds, string>>): string[] {
  return [kinds.networks ? [lookups.networks] : [], kinds.names ? [lookups.names] : []].flat();
}

/** The lookups as one table; without any, no rows with the columns that they would have. @param columns after `finding` */
function union(lookups: readonly string[], findings: string, columns: string): string {
  return lookups.join('\n      UNION ALL ') || `SELECT finding, ${columns} FROM (${findings}) WHERE 0`;
}

/**
 * SQL that looks findings up in the inventory: one row for each covered finding, with `known` (an entry names a device,
 * an owner or contacts; a lease alone does not make its device known), `is_own`, and the device, owner and contacts of the
 * most specific entries that have them. An entry without an owner inherits the owner of the enclosing network.
 */
export function inventoryOf(
  findings: string,
  { places, leases }: Pick<Coverage, 'places' | 'leases'>,
): string {
  const networks = `SELECT * FROM (${PLACES}) WHERE kind = 'network'`;
  const named = `SELECT * FROM (${PLACES}) WHERE kind = 'name'`;
  // Of two entries for the same network, the one that comes first in its file wins.
  const rank = '(specific, version, -toInt64(line))';
  const best = (column: string) => `argMaxIf(${column}, ${rank}, notEmpty(${column})) AS best_${column}`;
  const lookups = lookupsOf(places, {
    networks: `SELECT found.finding AS finding, ${PLACE_COLUMNS}, toUInt16(covering.prefix) AS specific
      FROM ${inNetworks(findings, networks)} WHERE covering.last >= found.subject_last`,
    names: `SELECT found.finding AS finding, ${PLACE_COLUMNS}, toUInt16(length(covering.name)) AS specific
      FROM ${underNames(findings, parents(SUBJECT_HOST), named)} WHERE found.looked_for != ''`,
  });
  return `
    SELECT finding, max(own) AS is_own,
      countIf(device != '' AND specific != ${SPECIFIC.lease} OR owner != '' OR notEmpty(contacts)) > 0 AS known,
      arrayDistinct(arrayMap(ranked -> ranked.2, arrayReverseSort(groupArrayIf((${rank}, device), device != '')))) AS devices,
      ${best('owner')}, ${best('contacts')}
    FROM (
      ${union([...lookups, ...(leases ? leasedOf(findings) : [])], findings, NO_PLACE)}
    )
    GROUP BY finding`;
}

/** Ranks of a lease, and of the inventory's entry for its device: above those of all networks and names. */
const SPECIFIC = { lease: 1001, entry: 1000 };

/**
 * SQL that looks up the devices of leases: the lease names the device, and the inventory's entry for the device the owner.
 * Whether a finding is ours is judged by its address alone.
 */
function leasedOf(findings: string): string[] {
  const leased = `SELECT finding, lease_device FROM (${findings}) WHERE lease_device != ''`;
  return [
    `SELECT finding, lease_device AS device, '' AS owner, []::Array(String) AS contacts, 0 AS own, 0 AS version, 0 AS line,
        toUInt16(${SPECIFIC.lease}) AS specific FROM (${leased})`,
    `SELECT found.finding AS finding, covering.device AS device, covering.owner AS owner, covering.contacts AS contacts, 0 AS own,
        covering.version AS version, covering.line AS line, toUInt16(${SPECIFIC.entry}) AS specific
      FROM (${leased}) AS found
      INNER JOIN (SELECT * FROM (${PLACES}) WHERE device != '') AS covering ON found.lease_device = covering.device`,
  ];
}

/** How surely a finding's device is known. */
export const IDENTITIES = ['static', 'lease', 'unknown'] as const;
export type Identity = (typeof IDENTITIES)[number];

/**
 * SQL of the identity of findings, and the join that it needs: `lease` if a lease names the device, `unknown` if the address
 * belongs to leases at some time but to no single device at the time of the events, `static` for every other address. Empty
 * for names, and without any leases.
 *
 * @param row prefix of the columns of findings
 */
export function identityOf(
  findings: string,
  { leases }: Pick<Coverage, 'leases'>,
  row: string,
): { readonly sql: string; readonly join: (finding: string) => string } {
  if (!leases) return { sql: "''", join: () => '' };
  const dynamic = `SELECT DISTINCT found.finding AS finding, 1 AS is_dynamic
    FROM ${inNetworks(findings, 'SELECT DISTINCT first, last, prefix FROM lease_rows', '{leaseLengths:Array(UInt8)}')}
    WHERE covering.last >= found.subject_last`;
  return {
    sql: `multiIf(${row}lease_device != '', 'lease', dynamic.is_dynamic = 1, 'unknown', ${row}${IS_ADDRESS}, 'static', '')`,
    join: (finding) => `\n      LEFT JOIN (${dynamic}) AS dynamic ON ${finding} = dynamic.finding`,
  };
}

/** The time of the day's decision; later versions of entries were not known then. */
export const DECIDED_AT = 'fromUnixTimestamp({decidedAt:UInt32})';

/** Each whitelist entry as of the day's decision, including entries that had been removed by then. */
export const ENTRIES_THEN = `
  SELECT * FROM whitelist_versions WHERE at <= ${DECIDED_AT} ORDER BY version DESC LIMIT 1 BY entry`;

/** The entries in effect on `{date}`: present at the time of the decision and not expired before the day began. */
const ENTRIES = `
  SELECT * FROM (${ENTRIES_THEN})
  WHERE action != 'removed' AND (forever = 1 OR toDate(until) >= {date:Date})`;

/** The names under which a whitelist entry may cover a finding: its host, its address's host name, and `*.` for each parent domain. */
const LISTED_NAMES = `arrayDistinct(arrayFlatten(arrayMap(host -> arrayConcat([host],
  arrayMap(above -> concat('*.', above), arraySlice(${parents('host')}, 2))),
  arrayFilter(host -> host != '', [${SUBJECT_HOST}, lower(hostname)]))))`;

/**
 * SQL that finds the whitelist entries for findings: all that apply, and the number that a change has broken through.
 *
 * @param findings rows with the subject's columns, `report_type`, `hostname` and `changed_at`, the time of the latest
 *   change that breaks through
 * @param devices SQL of rows with `finding` and `devices`
 */
export function whitelistOf(
  findings: string,
  devices: string,
  { listed, deviceEntries }: Pick<Coverage, 'listed' | 'deviceEntries'>,
): string {
  const entries = (kind: string) => `SELECT * FROM (${ENTRIES}) WHERE subject_kind = '${kind}'`;
  const shown = `found.finding AS finding, covering.entry AS entry, covering.break_through = 1 AND found.changed_at > covering.at AS is_broken`;
  const ofType = '(empty(covering.types) OR has(covering.types, toString(found.report_type)))';
  const byDevice = `SELECT ${shown}
      FROM (SELECT * FROM (${findings}) AS all_found
        INNER JOIN (SELECT finding, arrayJoin(devices) AS device FROM (${devices})) AS owned USING finding) AS found
      INNER JOIN (${entries('device')}) AS covering ON found.device = covering.name WHERE ${ofType}`;
  const lookups = lookupsOf(listed, {
    networks: `SELECT ${shown} FROM ${inNetworks(findings, entries('network'))}
      WHERE covering.last >= found.subject_last AND ${ofType}`,
    names: `SELECT ${shown} FROM ${underNames(findings, LISTED_NAMES, entries('name'))} WHERE ${ofType}`,
  });
  return `
    SELECT finding, arraySort(groupUniqArrayIf(entry, NOT is_broken)) AS entries, countIf(is_broken) AS broken
    FROM (
      ${union([...lookups, ...(deviceEntries ? [byDevice] : [])], findings, NO_ENTRY)}
    )
    GROUP BY finding`;
}

/** The values to bind to this file's SQL, and the kinds of entries that exist. */
export interface Coverage {
  readonly values: Bound['values'];
  /** Whether the options or the inventory declare networks, or names, as ours; if neither does, everything is ours. */
  readonly ownNetworks: boolean;
  readonly ownNames: boolean;
  /** Whether an inventory is loaded; without an inventory no device counts as unknown. */
  readonly inventory: boolean;
  readonly inventoryVersions: readonly number[];
  /** What the inventory and the options name. */
  readonly places: Kinds;
  /** What the whitelist names. */
  readonly listed: Kinds;
  readonly deviceEntries: boolean;
  /** Whether leases are or were known. */
  readonly leases: boolean;
}

/** A day, and the time at which its digest is decided. */
export interface DecisionTime {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Unix seconds. A day is decided after it ends, and whitelist entries added in between count. */
  readonly decidedAt: number;
}

/** Reads the values that are the same for all findings of a day. */
export async function readCoverage(
  tables: TableReader,
  { date, decidedAt }: DecisionTime,
  rules: TriageRules,
): Promise<Coverage> {
  const values = { date, decidedAt, ...ownValues(rules) };
  const [places] = await tables.rows<{ networks: number; names: number; named: number; lengths: number[] }>(
    `SELECT countIf(own = 1 AND kind = 'network') AS networks, countIf(own = 1 AND kind = 'name') AS names,
       countIf(kind = 'name') AS named, groupUniqArrayIf(prefix, kind = 'network') AS lengths FROM (${PLACES})`,
    values,
  );
  const [entries] = await tables.rows<{ devices: number; named: number; lengths: number[] }>(
    `SELECT countIf(subject_kind = 'device') AS devices, countIf(subject_kind = 'name') AS named,
       groupUniqArrayIf(prefix, subject_kind = 'network') AS lengths
     FROM (${ENTRIES})`,
    values,
  );
  const [inventory] = await tables.rows<{ versions: number[] }>(
    'SELECT arraySort(groupArray(version)) AS versions FROM (SELECT max(version) AS version FROM inventory_imports GROUP BY source)',
  );
  const [leases] = await tables.rows<{ lengths: number[]; known: number }>(
    'SELECT arraySort(groupUniqArray(prefix)) AS lengths, count() + (SELECT count() FROM lease_imports) AS known FROM lease_rows',
  );
  return {
    values: {
      ...values,
      leaseLengths: leases!.lengths,
      lengths: [...new Set([...places!.lengths, ...entries!.lengths])].sort((a, b) => a - b),
    },
    ownNetworks: places!.networks > 0,
    ownNames: places!.names > 0,
    inventory: inventory!.versions.length > 0,
    inventoryVersions: inventory!.versions,
    places: { networks: places!.lengths.length > 0, names: places!.named > 0 },
    listed: { networks: entries!.lengths.length > 0, names: entries!.named > 0 },
    deviceEntries: entries!.devices > 0,
    leases: leases!.known > 0,
  };
}

/** SQL condition that a finding is ours; the statement must join `inventoryOf` as `inventory_entry`. */
export function ours({ ownNetworks, ownNames }: Coverage): string {
  const judged = [ownNetworks && IS_ADDRESS, ownNames && `${SUBJECT_HOST} != ''`].filter(Boolean);
  return judged.length === 0 ? '1' : `(inventory_entry.is_own = 1 OR NOT (${judged.join(' OR ')}))`;
}

function ownValues({ ownNetworks, ownDomains }: TriageRules) {
  return {
    ownFirst: ownNetworks.map((range) => ipv6Text(range.first)),
    ownLast: ownNetworks.map((range) => ipv6Text(range.last)),
    ownPrefix: ownNetworks.map(prefixBits),
    ownDomains,
  };
}
