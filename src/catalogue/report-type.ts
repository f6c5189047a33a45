// The catalogue's description of a report type, with all references resolved, in the terms used by the rest of
// Sundial.
import type { Severity } from '../domain/event-columns.js';

/** The publisher's way of learning what a report of the type says. */
export const GROUPS = [
  'scan',
  'population',
  'honeypot',
  'sinkhole',
  'sandbox',
  'compromised',
  'other',
] as const;
export type Group = (typeof GROUPS)[number];

/** How often the publisher issues the type for a network with such hosts. */
export const CADENCES = ['daily', 'sporadic', 'once'] as const;
export type Cadence = (typeof CADENCES)[number];

/** The family of the addresses that the rows are about; `none` if they are not about addresses. */
export const FAMILIES = [4, 6, 'both', 'none'] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * The values that distinguish findings of one subject and type (decisions.md#finding-keys): the scanned port and
 * transport, or, if the subject opened the connection and its port is arbitrary, the infection or family.
 */
export const FINDING_KEYS = ['port', 'infection'] as const;
export type FindingKey = (typeof FINDING_KEYS)[number];

/** The content of a subject column; `address` may also be a network in CIDR notation. */
export const SUBJECT_FORMS = ['address', 'hostname', 'account', 'url', 'text'] as const;
export type SubjectForm = (typeof SUBJECT_FORMS)[number];

export interface SubjectColumn {
  readonly column: string;
  readonly kind: SubjectForm;
}

export interface ReportType {
  /** The type's name in files, with `_`: `scan_ssl`. */
  readonly id: string;
  /** False for a type outside of the catalogue; all other properties are then defaults. */
  readonly known: boolean;
  /** True if the publisher no longer issues the type: old files can be loaded, and new ones are not expected. */
  readonly retired: boolean;
  /** The publisher's name, such as `Accessible-SSL`; the id if that name is unknown. */
  readonly name: string;
  /** Sundial's own title for people. */
  readonly title: string;
  /** The severity of rows whose own `severity` column is empty. */
  readonly severity: Severity;
  /** RSIT (Reference Security Incident Taxonomy), both levels. */
  readonly classification: { readonly taxonomy: string; readonly type: string };
  /** The publisher's description. */
  readonly link: string | undefined;
  readonly group: Group;
  readonly family: Family;
  /** The columns in the publisher's order, which files need not follow; empty if unknown. */
  readonly columns: readonly string[];
  /** The columns with the subject of a row: the first one that is not empty. */
  readonly subject: readonly SubjectColumn[];
  /**
   * Columns whose CVE ids name a vulnerability of the subject, whether or not current files have them. Empty if the
   * CVE ids say what was attacked.
   */
  readonly cveColumns: readonly string[];
  readonly findingKey: FindingKey;
  readonly cadence: Cadence;
  /** Earlier names of the type, which old files still have. */
  readonly legacyNames: readonly string[];
}
