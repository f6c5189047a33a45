// Selects subjects in SQL, and prints stored subjects.
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

/** The text of a subject: an address, a network in CIDR notation, or the report's own text. */
export function subjectText({ subject_kind, first_hex, last_hex, subject_text }: SubjectRow): string {
  if (subject_kind !== 'ip' && subject_kind !== 'network') return subject_text;
  const [first, last] = [Buffer.from(first_hex, 'hex'), Buffer.from(last_hex, 'hex')];
  return formatRange({ first, last, isNetwork: subject_kind === 'network' });
}

/**
 * SQL of the host name in a subject: a host, or the host of a URL or account. An address has none, because its DNS name
 * is under its holder's control and stored in `hostname`.
 *
 * @param row prefix of the column names, such as `e.`
 */
export function subjectHost(row = ''): string {
  const [kind, text] = [`${row}subject_kind`, `${row}subject_text`];
  return `multiIf(${kind} = 'hostname', ${text}, ${kind} = 'url', lower(domain(${text})),
  ${kind} = 'account' AND position(${text}, '@') > 0, lower(splitByChar('@', ${text})[-1]), '')`;
}

/** Properties of a row's source host; those of its target have the prefix `dst_`. */
export const HOST_PROPERTIES = ['hostname', 'asn', 'geo', 'city', 'sector'] as const;
export type HostProperty = (typeof HOST_PROPERTIES)[number];

/**
 * SQL of a property of an event's subject. If the subject is the target of an attack, the property is read from the
 * target's column. If the properties describe another host than the subject, for example the attacker of a domain, the
 * subject has no properties.
 *
 * @param row prefix of the column names, such as `e.`
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

/** Selects hosts inside a range, and networks that overlap it. */
export function overlapping({ first, last }: AddressRange): Bound {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    sql: `subject_kind IN ('ip', 'network')
      AND subject_first <= toIPv6(IPv6NumToString(toFixedString(unhex({last:String}), 16)))
      AND subject_last >= toIPv6(IPv6NumToString(toFixedString(unhex({first:String}), 16)))`,
    values: { first: hex(first), last: hex(last) },
  };
}

/**
 * Selects subjects with exactly this name as an account, URL or host, and addresses with this host name.
 *
 * @param orDevice whether devices of leases with the name are selected as well
 */
export function named(text: string, orDevice: boolean): Bound {
  const device = orDevice ? " OR lease_device = {text:String} AND lease_device != ''" : '';
  return {
    sql: `(subject_text IN ({text:String}, {host:String}, lower({text:String})) AND subject_text != ''
      OR lower(hostname) = {host:String}${device})`,
    values: { text, host: text.toLowerCase().replace(/\.+$/, '') },
  };
}
