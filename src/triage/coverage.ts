// SQL of what covers a finding's subject: inventory entries, own networks and whitelist entries, all of them.
import { ipv6Text, prefixBits } from '../domain/address.js';
import { type Bound, subjectHost, type TableReader } from '../store/index.js';
import type { TriageRules } from './rules.js';

/** The host that a subject names; empty for an address. */
export const SUBJECT_HOST = subjectHost();

const IS_ADDRESS = "subject_kind IN ('ip', 'network')";
const key = (address: string, length: string) =>
  `bitShiftRight(CAST(${address} AS UInt128), 128 - toInt16(${length}))`;
const parents = (host: string) =>
  `arrayMap(at -> arrayStringConcat(arraySlice(splitByChar('.', ${host}), at), '.'), range(1, length(splitByChar('.', ${host})) + 1))`;

/**
 * Pairs each finding with every network that holds its subject. All prefix lengths that occur are tried, each with one
 * look into a hash table: the engine's own dictionary of networks would give the longest one only
 * (decisions.md#covering-networks).
 *
 * @param findings SQL of rows with the subject's columns
 * @param networks SQL of rows with `first`, `last` and `prefix`
 */
const inNetworks = (findings: string, networks: string) => `
  (SELECT *, arrayJoin({lengths:Array(UInt8)}) AS length, ${key('subject_first', 'length')} AS key
    FROM (${findings}) WHERE ${IS_ADDRESS}) AS found
  INNER JOIN (SELECT *, ${key('first', 'prefix')} AS key FROM (${networks})) AS covering
  ON found.length = covering.prefix AND found.key = covering.key`;

/** The same for names. @param names SQL array of the names under which a finding is looked for */
const underNames = (findings: string, names: string, named: string) => `
  (SELECT *, arrayJoin(${names}) AS looked_for FROM (${findings})) AS found
  INNER JOIN (${named}) AS covering ON found.looked_for = covering.name`;

/** Inventory entries that hold on `{date}`, and what the options call ours. */
const PLACES = `
  SELECT * FROM (
    SELECT kind::String AS kind, first, last, prefix, name, device, owner, contacts, own, version, line FROM inventory
    WHERE valid_from <= {date:Date} AND valid_until > {date:Date}
    UNION ALL
    SELECT 'network' AS kind, toIPv6(one.1) AS first, toIPv6(one.2) AS last, one.3 AS prefix, '' AS name,
      '' AS device, '' AS owner, []::Array(String) AS contacts, 1 AS own, 0 AS version, 0 AS line
    FROM (SELECT arrayJoin(arrayZip({ownFirst:Array(String)}, {ownLast:Array(String)}, {ownPrefix:Array(UInt8)})) AS one)
    UNION ALL
    SELECT 'name' AS kind, toIPv6('::') AS first, toIPv6('::') AS last, 0 AS prefix, domain AS name,
      '' AS device, '' AS owner, []::Array(String) AS contacts, 1 AS own, 0 AS version, 0 AS line
    FROM (SELECT arrayJoin({ownDomains:Array(String)}) AS domain))`;

const PLACE_COLUMNS = ['device', 'owner', 'contacts', 'own', 'version', 'line']
  .map((name) => `covering.${name} AS ${name}`)
  .join(', ');

/**
 * SQL of what the inventory says of findings: one row for each that is covered at all, with `known` (an entry names a
 * device, an owner or contacts), `is_own`, and the words of the most specific entries that have some. An entry without an
 * owner takes that of the network around it.
 */
export function inventoryOf(findings: string): string {
  const networks = `SELECT * FROM (${PLACES}) WHERE kind = 'network'`;
  const named = `SELECT * FROM (${PLACES}) WHERE kind = 'name'`;
  // Of two entries for the same network the one that stands first in its file.
  const rank = '(specific, version, -toInt64(line))';
  const best = (column: string) => `argMaxIf(${column}, ${rank}, notEmpty(${column})) AS best_${column}`;
  return `
    SELECT finding, max(own) AS is_own, countIf(device != '' OR owner != '' OR notEmpty(contacts)) > 0 AS known,
      arrayDistinct(arrayMap(one -> one.2, arrayReverseSort(groupArrayIf((${rank}, device), device != '')))) AS devices,
      ${best('owner')}, ${best('contacts')}
    FROM (
      SELECT found.finding AS finding, ${PLACE_COLUMNS}, toUInt16(covering.prefix) AS specific
      FROM ${inNetworks(findings, networks)} WHERE covering.last >= found.subject_last
      UNION ALL
      SELECT found.finding AS finding, ${PLACE_COLUMNS}, toUInt16(length(covering.name)) AS specific
      FROM ${underNames(findings, parents(SUBJECT_HOST), named)} WHERE found.looked_for != '')
    GROUP BY finding`;
}

/** When the day was decided; versions of entries that were written later are not known then. */
export const DECIDED_AT = 'fromUnixTimestamp({decidedAt:UInt32})';

/** Each entry of the whitelist as it stood when the day was decided, those included that were removed by then. */
export const ENTRIES_THEN = `
  SELECT * FROM whitelist_versions WHERE at <= ${DECIDED_AT} ORDER BY version DESC LIMIT 1 BY entry`;

/** The entries that count for `{date}`: those that stood when it was decided and had not ended before it began. */
const ENTRIES = `
  SELECT * FROM (${ENTRIES_THEN})
  WHERE action != 'removed' AND (forever = 1 OR toDate(until) >= {date:Date})`;

/** Under which names the whitelist may have a finding: itself, what its address is called, and `*.` of what is above. */
const LISTED_NAMES = `arrayDistinct(arrayFlatten(arrayMap(host -> arrayConcat([host],
  arrayMap(above -> concat('*.', above), arraySlice(${parents('host')}, 2))),
  arrayFilter(host -> host != '', [${SUBJECT_HOST}, lower(hostname)]))))`;

/**
 * SQL of the whitelist entries for findings: all that apply, and how many would if something had not broken through.
 *
 * @param findings rows with the subject's columns, `report_type`, `hostname` and `changed_at`, the time of the latest
 *   change that breaks through
 * @param devices SQL of rows with `finding` and `devices`, or nothing where no entry is for a device
 */
export function whitelistOf(findings: string, devices: string | undefined): string {
  const entries = (kind: string) => `SELECT * FROM (${ENTRIES}) WHERE subject_kind = '${kind}'`;
  const shown = `found.finding AS finding, covering.entry AS entry, covering.break_through = 1 AND found.changed_at > covering.at AS is_broken`;
  const ofType = '(empty(covering.types) OR has(covering.types, toString(found.report_type)))';
  const byDevice = `
      UNION ALL
      SELECT ${shown}
      FROM (SELECT * FROM (${findings}) AS all_found
        INNER JOIN (SELECT finding, arrayJoin(devices) AS device FROM (${devices})) AS owned USING finding) AS found
      INNER JOIN (${entries('device')}) AS covering ON found.device = covering.name WHERE ${ofType}`;
  return `
    SELECT finding, arraySort(groupUniqArrayIf(entry, NOT is_broken)) AS entries, countIf(is_broken) AS broken
    FROM (
      SELECT ${shown} FROM ${inNetworks(findings, entries('network'))}
      WHERE covering.last >= found.subject_last AND ${ofType}
      UNION ALL
      SELECT ${shown} FROM ${underNames(findings, LISTED_NAMES, entries('name'))} WHERE ${ofType}
      ${devices ? byDevice : ''})
    GROUP BY finding`;
}

/** What the places and entries have to be bound with, and what they can say at all. */
export interface Coverage {
  readonly values: Bound['values'];
  /** Whether anything says which networks, or which names, are ours; where nothing does, all of them are. */
  readonly ownNetworks: boolean;
  readonly ownNames: boolean;
  /** Whether there is an inventory; where there is none, no device is unknown. */
  readonly inventory: boolean;
  readonly inventoryVersions: readonly number[];
  readonly deviceEntries: boolean;
}

/** The day that is looked at, and when it was decided. */
export interface DecisionTime {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Unix seconds. Days are decided later, and what a person accepted meanwhile counts. */
  readonly decidedAt: number;
}

/** Looks up what is the same for all findings of a day. */
export async function readCoverage(
  tables: TableReader,
  { date, decidedAt }: DecisionTime,
  rules: TriageRules,
): Promise<Coverage> {
  const values = { date, decidedAt, ...ownValues(rules) };
  const [places] = await tables.rows<{ networks: number; names: number; lengths: number[] }>(
    `SELECT countIf(own = 1 AND kind = 'network') AS networks, countIf(own = 1 AND kind = 'name') AS names,
       groupUniqArrayIf(prefix, kind = 'network') AS lengths FROM (${PLACES})`,
    values,
  );
  const [entries] = await tables.rows<{ devices: number; lengths: number[] }>(
    `SELECT countIf(subject_kind = 'device') AS devices, groupUniqArrayIf(prefix, subject_kind = 'network') AS lengths
     FROM (${ENTRIES})`,
    values,
  );
  const [inventory] = await tables.rows<{ versions: number[] }>(
    'SELECT arraySort(groupArray(version)) AS versions FROM (SELECT max(version) AS version FROM inventory_imports GROUP BY source)',
  );
  return {
    values: {
      ...values,
      lengths: [...new Set([...places!.lengths, ...entries!.lengths])].sort((a, b) => a - b),
    },
    ownNetworks: places!.networks > 0,
    ownNames: places!.names > 0,
    inventory: inventory!.versions.length > 0,
    inventoryVersions: inventory!.versions,
    deviceEntries: entries!.devices > 0,
  };
}

/** SQL of whether a finding is ours, beside a row of `inventoryOf` called `inventory_entry`. */
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
