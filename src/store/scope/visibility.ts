// Translates a scope into a condition over rows of events or finding days, with bound values.
import { type AddressRange, formatAddress, ipv6Text, prefixBits } from '../../domain/address.js';
import { SEVERITIES } from '../../domain/event-columns.js';
import { type Grant, RestrictedScope, type Scope } from '../../domain/scope.js';
import type { Parameters } from '../engine/engine.js';
import { type HostProperty, subjectHost, subjectProperty } from '../events/subject.js';

/** Rows of `events` or `event_rows`, or of `finding_days`. */
export type ScopedRows = 'events' | 'days';

export interface Visibility {
  readonly values: Parameters;
  /** The condition; undefined for an unrestricted scope. @param row prefix of column names */
  readonly condition: ((of: ScopedRows, row: string) => string) | undefined;
}

/** Builds the condition of a scope; only this function decides what a person may see. */
export function visibilityOf(scope: Scope): Visibility {
  if (!(scope instanceof RestrictedScope)) return { values: {}, condition: undefined };
  const values: Record<string, unknown> = {};
  const bind: Bind = (type, value) => {
    const name = `scope_${Object.keys(values).length}`;
    values[name] = value;
    return `{${name}:${type}}`;
  };
  const inAnyGrant = anyOf(scope.grants.map((grant) => grantSql(grant, bind)));
  return { values, condition: (of, row) => inAnyGrant({ row, property: PROPERTIES[of](row) }) };
}

/** The opposite of a visibility: the rows that it does not show. Only the operator may ask for them. */
export function outsideOf({ values, condition }: Visibility): Visibility {
  return { values, condition: (of, row) => (condition ? `(NOT ${condition(of, row)})` : '(1 = 0)') };
}

/** The condition to append to a WHERE clause; empty for an unrestricted scope. @param row prefix of column names */
export function andVisible({ condition }: Visibility, of: ScopedRows, row = ''): string {
  return condition ? ` AND ${condition(of, row)}` : '';
}

/** Whether a scope shows the names of devices in leases, which are the operator's, like those of the inventory. */
export const namesDevices = ({ condition }: Visibility): boolean => condition === undefined;

type Bind = (type: string, value: unknown) => string;

/** The names of a row's columns. */
interface Columns {
  /** Prefix of column names. */
  readonly row: string;
  readonly property: (name: HostProperty) => string;
}

/** Finding days already hold the properties of their subject. */
const PROPERTIES: Readonly<Record<ScopedRows, (row: string) => Columns['property']>> = {
  events: (row) => (name) => subjectProperty(name, row),
  days: (row) => (name) => row + name,
};

type RowSql = (columns: Columns) => string;

const NOTHING: RowSql = () => '(1 = 0)';
const allOf =
  (parts: readonly RowSql[]): RowSql =>
  (columns) =>
    `(${parts.map((part) => part(columns)).join(' AND ')})`;
const anyOf = (parts: readonly RowSql[]): RowSql =>
  parts.length === 0 ? NOTHING : (columns) => `(${parts.map((part) => part(columns)).join(' OR ')})`;

function grantSql(grant: Grant, bind: Bind): RowSql {
  const { types, severities, from, until, asns = [], networks = [], domains = [], countries = [] } = grant;
  const limits: RowSql[] = [];
  if (types) limits.push(ofTypes(bind('Array(String)', types)));
  if (severities)
    limits.push(
      severityIn(
        bind(
          'Array(Int8)',
          severities.map((name) => SEVERITIES.indexOf(name) + 1),
        ),
      ),
    );
  if (from !== undefined) limits.push(compared('report_date', '>=', bind('Date', from)));
  if (until !== undefined) limits.push(compared('report_date', '<', bind('Date', until)));
  const holdings: RowSql[] = [];
  if (asns.length > 0) holdings.push(inSystems(bind('Array(UInt32)', asns)));
  if (networks.length > 0) holdings.push(inNetworks(networks, bind));
  if (domains.length > 0) holdings.push(underDomains(domains, bind));
  if (countries.length > 0) holdings.push(inCountries(bind('Array(String)', countries)));
  return allOf([...limits, anyOf(holdings)]);
}

const ofTypes =
  (types: string): RowSql =>
  ({ row }) =>
    `${row}report_type IN ${types}`;

const compared =
  (column: string, operator: string, placeholder: string): RowSql =>
  ({ row }) =>
    `${row}${column} ${operator} ${placeholder}`;

const severityIn =
  (numbers: string): RowSql =>
  ({ row }) =>
    `toInt8(${row}severity) IN ${numbers}`;

const inSystems =
  (numbers: string): RowSql =>
  ({ property }) =>
    `${property('asn')} IN ${numbers}`;

const inCountries =
  (codes: string): RowSql =>
  ({ property }) =>
    `upper(toString(${property('geo')})) IN ${codes}`;

/** Bits of an address; the bits in front of an IPv4 address are always the same. */
const BITS = 128;
const IS_IPV4 = "BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255')";

/** Subjects that lie entirely in one of the networks. An IPv6 network contains no IPv4 address. */
function inNetworks(networks: readonly AddressRange[], bind: Bind): RowSql {
  const isIpv4 = ({ first }: AddressRange) => !formatAddress(first).includes(':');
  const families = [networks.filter(isIpv4), networks.filter((network) => !isIpv4(network))];
  const looked = families
    .filter(({ length }) => length > 0)
    .map((of) => lookUpNetworks(of, isIpv4(of[0]!), bind));
  const inAny = anyOf(looked);
  return (columns) => `(${columns.row}subject_kind IN ('ip', 'network') AND ${inAny(columns)})`;
}

/**
 * For each prefix length in use, looks up the network of that length around the subject, which costs the same for two
 * networks as for a thousand. The bounds of all networks let the engine skip data outside of them; for a single network
 * they are the network itself, and comparing them takes less than a lookup.
 */
function lookUpNetworks(networks: readonly AddressRange[], isIpv4: boolean, bind: Bind): RowSql {
  const [low, high] = [lowest(networks), highest(networks)].map((address) => bind('IPv6', ipv6Text(address)));
  const inside: RowSql =
    networks.length === 1 ? ({ row }) => `${row}subject_last <= ${high}` : lookUpLengths(networks, bind);
  return (columns) => {
    const first = `${columns.row}subject_first`;
    const other = isIpv4 ? '' : ` AND NOT (${first} ${IS_IPV4})`;
    return `(${first} BETWEEN ${low} AND ${high}${other} AND ${inside(columns)})`;
  };
}

function lookUpLengths(networks: readonly AddressRange[], bind: Bind): RowSql {
  const firsts = grouped(networks, prefixBits, ({ first }) => ipv6Text(first));
  return anyOf([...firsts].map(([length, addresses]) => lookUp(length, addresses, bind)));
}

const lowest = (networks: readonly AddressRange[]): Uint8Array =>
  networks.map(({ first }) => first).reduce((a, b) => (Buffer.compare(a, b) <= 0 ? a : b));
const highest = (networks: readonly AddressRange[]): Uint8Array =>
  networks.map(({ last }) => last).reduce((a, b) => (Buffer.compare(a, b) >= 0 ? a : b));

function lookUp(length: number, addresses: readonly string[], bind: Bind): RowSql {
  const firsts = bind('Array(IPv6)', addresses);
  if (length === BITS)
    return ({ row }) => `(${row}subject_first IN ${firsts} AND ${row}subject_last = ${row}subject_first)`;
  return ({ row }) => {
    const network = `IPv6CIDRToRange(${row}subject_first, ${length})`;
    return `(${network}.1 IN ${firsts} AND ${row}subject_last <= ${network}.2)`;
  };
}

/**
 * Hosts equal to or below one of the names: the host in the subject, or the host name of its address. For each number of
 * labels in use, looks up that many last labels of the host.
 */
function underDomains(domains: readonly string[], bind: Bind): RowSql {
  const byLabels = grouped(
    domains,
    (name) => name.split('.').length,
    (name) => name,
  );
  const lookUps = [...byLabels].map(([labels, names]) => ({ labels, names: bind('Array(String)', names) }));
  const isUnder = (host: string) =>
    lookUps.map(
      ({ labels, names }) => `substringIndex(trim(TRAILING '.' FROM ${host}), '.', -${labels}) IN ${names}`,
    );
  return ({ row, property }) =>
    `(${[`lower(${property('hostname')})`, subjectHost(row)].flatMap(isUnder).join(' OR ')})`;
}

function grouped<T, Key>(
  all: readonly T[],
  keyOf: (each: T) => Key,
  textOf: (each: T) => string,
): Map<Key, string[]> {
  const groups = new Map<Key, string[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each)) ?? [];
    groups.set(keyOf(each), group);
    group.push(textOf(each));
  }
  return groups;
}
