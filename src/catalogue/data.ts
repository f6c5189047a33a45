// Reads the catalogue's data files as they are written; entry.ts works out what their entries mean.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Severity } from '../domain/event-columns.js';
import type { Cadence, Family, FindingKey, Group, SubjectForm } from './report-type.js';

/** One type as its data file has it; what is missing follows from `like`, the id's family or the group. */
export interface Entry {
  /** The type of which this is the twin for the other address family: all but the name is the same. */
  readonly like?: string;
  readonly name?: string;
  readonly title?: string;
  readonly severity?: Severity;
  /** Taxonomy and type in one: `vulnerable/weak-crypto`. */
  readonly rsit?: string;
  /** The last part of the documentation's address, or the whole of it where it lies elsewhere. */
  readonly link?: string;
  readonly group?: Group;
  readonly family?: Family;
  readonly cadence?: Cadence;
  readonly subject?: SubjectRule;
  readonly cve_columns?: readonly string[];
  readonly finding_key?: FindingKey;
  /** Names of columns; `@name` stands for a run of columns in columns.json. */
  readonly columns?: readonly string[];
  readonly retired?: boolean;
}

/** Column -> what it holds, in the order in which they are tried. */
export type SubjectRule = Readonly<Record<string, SubjectForm>>;

export interface FamilyRule {
  readonly prefix: string;
  readonly group: Group;
  readonly family: Family;
  /** Whether the rest of the id is the type's short name. */
  readonly short: boolean;
  /** Where the group's does not hold. */
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
  /** Old name -> today's id. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly defaults: Defaults;
}

// From src/catalogue as from dist/catalogue, the package's root is two levels up.
const FOLDER = join(import.meta.dirname, '..', '..', 'catalogue');

let shipped: CatalogueData | undefined;

/** The data that Sundial ships, read once per process. Its shape is the business of a test, not of every start. */
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
