// Reads the catalogue's data files without interpreting them; entry.ts derives the meaning of their entries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Severity } from '../domain/event-columns.js';
import type { Cadence, Family, FindingKey, Group, SubjectForm } from './report-type.js';

/** One type as written in its data file; missing properties follow from `like`, the id's family or the group. */
export interface Entry {
  /** The type of which this one is the twin for the other address family: the two differ only in their names. */
  readonly like?: string;
  readonly name?: string;
  readonly title?: string;
  readonly severity?: Severity;
  /** Taxonomy and type in one: `vulnerable/weak-crypto`. */
  readonly rsit?: string;
  /** The last part of the documentation's address, or the full address if the page is elsewhere. */
  readonly link?: string;
  readonly group?: Group;
  readonly family?: Family;
  readonly cadence?: Cadence;
  readonly subject?: SubjectRule;
  readonly cve_columns?: readonly string[];
  readonly finding_key?: FindingKey;
  /** Names of columns; `@name` stands for a set of columns in columns.json. */
  readonly columns?: readonly string[];
  readonly retired?: boolean;
}

/** The kind of value in each column, in the order in which the columns are tried. */
export type SubjectRule = Readonly<Record<string, SubjectForm>>;

export interface FamilyRule {
  readonly prefix: string;
  readonly group: Group;
  readonly family: Family;
  /** Whether the rest of the id is the type's short name. */
  readonly short: boolean;
  /** For types to which the group's default does not apply. */
  readonly finding_key?: FindingKey;
}

export interface Defaults {
  readonly documentation: string;
  readonly subject: SubjectRule;
  readonly groups: Readonly<
    Record<
      Group,
      {
        readonly cadence: Cadence;
        readonly finding_key: FindingKey;
        readonly cve_columns: readonly string[];
      }
    >
  >;
  readonly families: readonly FamilyRule[];
  readonly unknown: {
    readonly severity: Severity;
    readonly rsit: string;
    readonly group: Group;
    readonly family: Family;
  };
}

export interface CatalogueData {
  readonly types: Readonly<Record<string, Entry>>;
  readonly retired: Readonly<Record<string, Entry>>;
  /** Old name -> current id. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly defaults: Defaults;
}

// The package's root is two levels up from both src/catalogue and dist/catalogue.
const FOLDER = join(import.meta.dirname, '..', '..', 'catalogue');

let shipped: CatalogueData | undefined;

/**
 * The data shipped with Sundial, read once per process. A test checks its form, so that the program need not do so at
 * every start.
 */
export function shippedData(): CatalogueData {
  shipped ??= {
    types: readData('types.json'),
    columns: readData('columns.json'),
    defaults: readData('defaults.json'),
    ...readData<Pick<CatalogueData, 'renamed' | 'retired'>>('legacy.json'),
  };
  return shipped;
}

function readData<T>(file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as T;
}
