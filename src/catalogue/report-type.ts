// What the catalogue says about a report type, with everything resolved: the words the rest of Sundial uses.
import type { Severity } from '../domain/event-columns.js';

/** How the publisher came to know what a report of the type says. */
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

/** How often the publisher issues the type for a network that has such hosts. */
export const CADENCES = ['daily', 'sporadic', 'once'] as const;
export type Cadence = (typeof CADENCES)[number];

/** Which addresses the rows are about; `none` where they are not about addresses at all. */
export const FAMILIES = [4, 6, 'both', 'none'] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * What tells findings of one subject and type apart (decisions.md#finding-keys): the port and transport that were
 * asked, or, where the subject is who connected and its ports mean nothing, the infection or family.
 */
export const FINDING_KEYS = ['port', 'infection'] as const;
export type FindingKey = (typeof FINDING_KEYS)[number];

/** What a subject column holds; `address` may also be a network in CIDR notation. */
export const SUBJECT_FORMS = ['address', 'hostname', 'account', 'url', 'text'] as const;
export type SubjectForm = (typeof SUBJECT_FORMS)[number];

export interface SubjectColumn {
  readonly column: string;
  readonly kind: SubjectForm;
}

export interface ReportType {
  /** As in file names, with `_`: `scan_ssl`. */
  readonly id: string;
  /** False for a type that no catalogue lists; everything else is then a default. */
  readonly known: boolean;
  /** True where the publisher no longer issues it: old files load, nothing new is expected. */
  readonly retired: boolean;
  /** The publisher's name, such as `Accessible-SSL`; the id where it is not known. */
  readonly name: string;
  /** Sundial's own wording for people. */
  readonly title: string;
  /** For rows whose own `severity` column is empty. */
  readonly severity: Severity;
  /** RSIT (Reference Security Incident Taxonomy), both levels. */
  readonly classification: { readonly taxonomy: string; readonly type: string };
  /** The publisher's description. */
  readonly link: string | undefined;
  readonly group: Group;
  readonly family: Family;
  /** In the publisher's order, which files need not keep; empty where it is not known. */
  readonly columns: readonly string[];
  /** What a row is about: the first of these columns that is not empty. */
  readonly subject: readonly SubjectColumn[];
  /**
   * Columns whose CVE ids name a vulnerability of the subject, whether or not today's files have them. Empty where
   * CVE ids say what was attacked.
   */
  readonly cveColumns: readonly string[];
  readonly findingKey: FindingKey;
  readonly cadence: Cadence;
  /** Earlier names of the type, under which old files still come. */
  readonly legacyNames: readonly string[];
}
