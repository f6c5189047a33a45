// A second, deliberately simple implementation of scopes: over facts about rows in memory, without any SQL.

import { formatRange } from '../../src/domain/address.js';
import type { Grant } from '../../src/domain/scope.js';
import { asRange, type Span } from '../../src/query/testing/plain-values.js';

/** The facts about a row that a scope uses. */
export interface RowFacts {
  readonly type: string;
  /** Report date. */
  readonly date: string;
  readonly severity: string;
  readonly asn: number;
  readonly geo: string;
  readonly hostname: string;
  readonly kind: string;
  /** The subject's first and last address as 32 hex digits. */
  readonly first: string;
  readonly last: string;
  readonly text: string;
}

/** The columns of `RowFacts` in `finding_days`. */
export const FACT_COLUMNS = `toString(report_type) AS type, toString(report_date) AS date, toString(severity) AS severity,
  asn, toString(geo) AS geo, hostname, toString(subject_kind) AS kind, hex(subject_first) AS first,
  hex(subject_last) AS last, subject_text AS text`;

/** Additional facts about an event: its two hosts. */
export const HOST_COLUMNS = `hex(ip) AS source_first, hex(ip_last) AS source_last, hex(dst_ip) AS target, dst_asn,
  toString(dst_geo) AS dst_geo, dst_hostname`;

export interface HostFacts {
  readonly source_first: string;
  readonly source_last: string;
  readonly target: string;
  readonly dst_asn: number;
  readonly dst_geo: string;
  readonly dst_hostname: string;
}

const NO_ADDRESS = '0'.repeat(32);

/** An event with the ASN, country and host name of its subject. */
export function ofItsSubject<Row extends RowFacts & HostFacts>(row: Row): Row {
  if (row.first === row.source_first && row.last === row.source_last) return row;
  const isAddress = row.kind === 'ip' || row.kind === 'network';
  if (isAddress && [row.first, NO_ADDRESS].includes(row.target))
    return { ...row, asn: row.dst_asn, geo: row.dst_geo, hostname: row.dst_hostname };
  return { ...row, asn: 0, geo: '', hostname: '' };
}

export function isInScope(row: RowFacts, grants: readonly Grant[]): boolean {
  return grants.some((grant) => isWithinLimits(row, grant) && isHeld(row, grant));
}

function isWithinLimits(row: RowFacts, { types, severities, from, until }: Grant): boolean {
  if (types && !types.includes(row.type)) return false;
  if (severities && !(severities as readonly string[]).includes(row.severity)) return false;
  if (from !== undefined && row.date < from) return false;
  return until === undefined || row.date < until;
}

function isHeld(row: RowFacts, { asns = [], networks = [], domains = [], countries = [] }: Grant): boolean {
  if (asns.includes(row.asn)) return true;
  if (countries.some((code) => code.toUpperCase() === row.geo.toUpperCase())) return true;
  if (networks.some((network) => isInside(row, asRange(formatRange(network))!))) return true;
  const hosts = [row.hostname, hostOf(row)].map((host) => labels(host));
  return domains.some((name) => hosts.some((host) => endsWith(host, labels(name))));
}

const IPV4 = asRange('0.0.0.0/0')!;

function isInside({ kind, first, last }: RowFacts, network: Span): boolean {
  if (kind !== 'ip' && kind !== 'network') return false;
  const subject = { first: BigInt(`0x${first}`), last: BigInt(`0x${last}`) };
  const isIpv4 = subject.first >= IPV4.first && subject.first <= IPV4.last;
  return isIpv4 !== network.isIpv6 && subject.first >= network.first && subject.last <= network.last;
}

function hostOf({ kind, text }: RowFacts): string {
  if (kind === 'hostname') return text;
  if (kind === 'account') return text.includes('@') ? text.split('@').at(-1)! : '';
  return kind === 'url' ? (/^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(text)?.[1] ?? '') : '';
}

const labels = (name: string): string[] => name.toLowerCase().replace(/\.+$/, '').split('.');

function endsWith(host: readonly string[], domain: readonly string[]): boolean {
  return domain.every((label, at) => host[host.length - domain.length + at] === label);
}
