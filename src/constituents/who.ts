// Finds the constituents to which an address, network, name, autonomous system or country belongs on a day.
import { ipv6Text, parseAddress } from '../domain/address.js';
import { SundialError } from '../domain/errors.js';
import { hostName } from '../domain/host-name.js';
import type { OperatorStore, SubjectHost, SubjectQuery } from '../store/index.js';
import type { Constituent } from './constituent.js';
import { Constituents } from './constituents.js';
import { type Membership, membershipsOf } from './matching.js';

export interface Who {
  /** What was asked for, and the day. */
  readonly subject: string;
  readonly date: string;
  /** What the newest report up to the day says about the subject's host; undefined if no report names the subject. */
  readonly reported: SubjectHost | undefined;
  /** All holdings that contain the subject, the most specific first. */
  readonly belongs: readonly Belonging[];
}

export interface Belonging extends Omit<Membership, 'number'> {
  readonly constituent: Constituent;
}

/** A subject in the columns of rows. */
interface AskedRow {
  readonly kind: 'ip' | 'network' | 'hostname' | 'none';
  readonly first: string;
  readonly last: string;
  readonly text: string;
  readonly hostname: string;
  readonly asn: number;
  readonly country: string;
}

const ASKED = `SELECT 0 AS number, {date:Date} AS date, {kind:String} AS subject_kind, toIPv6({first:String}) AS subject_first,
  toIPv6({last:String}) AS subject_last, {text:String} AS subject_text, {hostname:String} AS hostname,
  toUInt32({asn:UInt32}) AS asn, {country:String} AS country`;

/**
 * Finds the constituents of a subject. The autonomous system, country and host name of an address are those that the
 * newest report up to the day states.
 *
 * @param asked an address, a network, a host name, `AS64496`, or a country code
 * @throws SundialError `usage` for anything else
 */
export async function whoHolds(store: OperatorStore, asked: string, date: string): Promise<Who> {
  const subject = asked.trim();
  const { query, row } = readSubject(subject);
  const reported = query && (await store.historyOf(query).hostAsOf(date));
  const values = { ...row, ...(reported && known(reported)), date };
  const found = await store.questions.rows<Membership>(membershipsOf(ASKED), values);
  const constituents = await new Constituents(store).asOf(date);
  const belongs = found.map(({ id, kind, holding }) => ({
    ...{ id, kind, holding },
    constituent: constituents.get(id)!,
  }));
  return { subject, date, reported, belongs };
}

const known = ({ hostname, asn, country }: SubjectHost) => ({
  hostname,
  asn,
  country: country.toUpperCase(),
});

const NONE: AskedRow = {
  ...{ kind: 'none', first: '::', last: '::', text: '', hostname: '', asn: 0, country: '' },
};

/** The row of a subject, and how reports name it; undefined for what no report is about. */
function readSubject(text: string): { readonly query?: SubjectQuery; readonly row: AskedRow } {
  const range = parseAddress(text);
  if (range) {
    const kind = range.isNetwork ? 'network' : 'ip';
    const row = { ...NONE, kind, first: ipv6Text(range.first), last: ipv6Text(range.last) } as const;
    // Reports about hosts within a network say nothing about the whole network.
    return range.isNetwork ? { row } : { query: { range }, row };
  }
  const [, asn] = /^AS(\d+)$/i.exec(text) ?? [];
  if (asn !== undefined && Number(asn) >= 1 && Number(asn) <= 0xffff_ffff)
    return { row: { ...NONE, asn: Number(asn) } };
  if (/^[a-z]{2}$/i.test(text)) return { row: { ...NONE, country: text.toUpperCase() } };
  const name = hostName(text);
  if (name !== undefined && asn === undefined) return { row: { ...NONE, kind: 'hostname', text: name } };
  throw new SundialError('usage', {
    problem: `"${text}" is not an address, network, host name, country code or autonomous system such as AS64496`,
  });
}
