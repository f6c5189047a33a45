// Subjects as the store keeps them: how they are selected in SQL, and how they are printed.
import { type AddressRange, formatRange } from '../../domain/address.js';
import type { SubjectKind } from '../../domain/event-columns.js';
import type { Parameters } from '../engine/engine.js';

/** A subject as a query returns it: addresses as 32 hex digits. */
export interface SubjectRow {
  readonly subject_kind: SubjectKind;
  readonly first_hex: string;
  readonly last_hex: string;
  readonly subject_text: string;
}

/** The columns of a `SubjectRow`. */
export const SUBJECT_COLUMNS =
  'subject_kind, hex(subject_first) AS first_hex, hex(subject_last) AS last_hex, subject_text';

/** The text of a subject: an address, a network in CIDR notation, or what the report said. */
export function subjectText({ subject_kind, first_hex, last_hex, subject_text }: SubjectRow): string {
  if (subject_kind !== 'ip' && subject_kind !== 'network') return subject_text;
  const [first, last] = [Buffer.from(first_hex, 'hex'), Buffer.from(last_hex, 'hex')];
  return formatRange({ first, last, isNetwork: subject_kind === 'network' });
}

/**
 * SQL of the host that a subject names: itself, a URL's or an account's. An address has none: what it is called in DNS
 * is up to its holder and stands in `hostname`.
 *
 * @param row what stands before a column's name
 */
export function subjectHost(row = ''): string {
  const [kind, text] = [`${row}subject_kind`, `${row}subject_text`];
  return `multiIf(${kind} = 'hostname', ${text}, ${kind} = 'url', lower(domain(${text})),
  ${kind} = 'account' AND position(${text}, '@') > 0, lower(splitByChar('@', ${text})[-1]), '')`;
}

/** What a row says of its source host under these names, and of its target with `dst_` in front. */
export const HOST_PROPERTIES = ['hostname', 'asn', 'geo', 'city', 'sector'] as const;
export type HostProperty = (typeof HOST_PROPERTIES)[number];

/**
 * SQL of a property of an event's subject. Where the subject is the target of an attack, the property stands in the
 * target's column. A subject beside which the row names another host, such as a domain and who attacked it, has none.
 *
 * @param row what stands before a column's name
 */
export function subjectProperty(name: HostProperty, row = ''): string {
  const isSource = `${row}subject_first = ${row}ip AND ${row}subject_last = ${row}ip_last`;
  const isTarget = `${row}subject_kind IN ('ip', 'network') AND ${row}dst_ip IN (${row}subject_first, toIPv6('::'))`;
  return `multiIf(${isSource}, ${row}${name}, ${isTarget}, ${row}dst_${name}, ${name === 'asn' ? '0' : "''"})`;
}

/** A condition with its values. */
export interface Bound {
  readonly sql: string;
  readonly values: Parameters;
}

/** Hosts inside a range and networks that overlap it. */
export function overlapping({ first, last }: AddressRange): Bound {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    sql: `subject_kind IN ('ip', 'network')
      AND subject_first <= toIPv6(IPv6NumToString(toFixedString(unhex({last:String}), 16)))
      AND subject_last >= toIPv6(IPv6NumToString(toFixedString(unhex({first:String}), 16)))`,
    values: { first: hex(first), last: hex(last) },
  };
}

/** Subjects of this very name, as an account, URL or host; a host name also where it is only what an address is called. */
export function named(text: string): Bound {
  return {
    sql: `(subject_text IN ({text:String}, {host:String}, lower({text:String})) AND subject_text != ''
      OR lower(hostname) = {host:String})`,
    values: { text, host: text.toLowerCase().replace(/\.+$/, '') },
  };
}
