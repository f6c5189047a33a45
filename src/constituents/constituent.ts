// A constituent: an organisation to which a part of the data belongs, described by fields that files name as well.
import { ALWAYS } from '../domain/days.js';
import type { Severity } from '../domain/event-columns.js';

/** Who is told about an organisation's findings. */
export interface Contact {
  /** A word, such as `abuse` or `technical`. */
  readonly role: string;
  readonly name: string;
  /** Empty if no address is known. */
  readonly email: string;
}

export interface Constituent {
  /** Letters, digits and `_`: part of file names. */
  readonly id: string;
  /** The organisation. */
  readonly name: string;
  /** The id of the organisation above; empty = none. */
  readonly parent: string;
  readonly sector: string;
  /** Holdings: a subject in one of them belongs to the constituent. Networks in canonical CIDR notation. */
  readonly asns: readonly number[];
  readonly networks: readonly string[];
  readonly domains: readonly string[];
  /** Two capital letters each. */
  readonly countries: readonly string[];
  readonly contacts: readonly Contact[];
  /** A language tag, such as `en` or `pt-BR`; empty = unknown. */
  readonly language: string;
  /** The highest level of data that the organisation may get, one of `TLP`; empty = not decided. */
  readonly tlp: string;
  /** Limits on what the constituent gets: ids of report types, and severities. None = no limit. */
  readonly types: readonly string[];
  readonly severities: readonly Severity[];
  readonly notes: string;
  /** The first day on which the organisation is a constituent, and the first on which it no longer is. */
  readonly valid_from: string;
  readonly valid_until: string;
}

/** A description that says nothing. */
export const EMPTY: Constituent = {
  ...{ id: '', name: '', parent: '', sector: '', asns: [], networks: [], domains: [], countries: [] },
  ...{ contacts: [], language: '', tlp: '', types: [], severities: [], notes: '' },
  valid_from: ALWAYS.from,
  valid_until: ALWAYS.until,
};

/** A constituent as described at one time. */
export interface ConstituentVersion extends Constituent {
  /** Later changes have higher numbers. */
  readonly version: number;
  /** The first report date for which this description counts, until a later version counts. */
  readonly since: string;
  readonly author: string;
  readonly reason: string;
  /** Unix seconds. */
  readonly at: number;
}

export type Field = keyof Constituent;

/** The fields of holdings, the most specific first. */
export const HOLDINGS = ['domains', 'networks', 'asns', 'countries'] as const;

/** The fields in their order in files, each under the names that files use for it. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  id: ['id', 'constituent'],
  name: ['name', 'organisation', 'organization'],
  parent: ['parent'],
  sector: ['sector'],
  asns: ['asns', 'asn'],
  networks: ['networks', 'network', 'cidr', 'prefixes', 'addresses', 'ip'],
  domains: ['domains', 'domain'],
  countries: ['countries', 'country'],
  contacts: ['contacts', 'contact'],
  language: ['language'],
  tlp: ['tlp'],
  types: ['types', 'type'],
  severities: ['severities', 'severity'],
  notes: ['notes', 'note'],
  valid_from: ['valid_from', 'from'],
  valid_until: ['valid_until', 'until'],
};

export const FIELDS = Object.keys(NAMES) as readonly Field[];

/** The field that a column of a file feeds; undefined for an unknown column. */
export function fieldOf(column: string): Field | undefined {
  const name = column.trim().toLowerCase().replaceAll(/[ -]/g, '_');
  return FIELDS.find((field) => NAMES[field].includes(name));
}
