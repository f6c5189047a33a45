// The schema: joins the tables that stations declare, and combines the parts of each step.
import { CONSTITUENT_TABLES } from '../../constituents/tables.js';
import { tablesOf } from '../../domain/declarations.js';
import type { DeclaredTables, SchemaStep } from '../../domain/table.js';
import { INVENTORY_TABLES } from '../../enrich/inventory/tables.js';
import { OUTPUT_KINDS } from '../../publish/registry.js';
import { PUBLISH_TABLES } from '../../publish/tables.js';
import { TAXII_TABLES } from '../../server/taxii/tables.js';
import { TRIAGE_TABLES } from '../../triage/tables.js';
import { CHANGE_TABLES } from '../changes/tables.js';
import { COUNT_TABLES } from '../counts/tables.js';
import { CVE_TABLES } from '../cves/tables.js';
import { ENRICHMENT_TABLES } from '../enrichment/tables.js';
import { EVENT_TABLES } from '../events/tables.js';
import { FINDING_TABLES } from '../findings/tables.js';
import { LEASE_TABLES } from '../leases/tables.js';
import { LEDGER_TABLES } from '../ledger/tables.js';
import { SOURCE_TABLES } from '../sources/tables.js';
import { TEXT_TABLES } from '../texts/tables.js';

/** Each station declares its tables in a `tables.ts`; a view comes after the tables and views that it reads. */
const DECLARED: readonly DeclaredTables[] = [
  LEDGER_TABLES,
  LEASE_TABLES,
  ENRICHMENT_TABLES,
  CVE_TABLES,
  EVENT_TABLES,
  FINDING_TABLES,
  SOURCE_TABLES,
  CONSTITUENT_TABLES,
  INVENTORY_TABLES,
  TRIAGE_TABLES,
  PUBLISH_TABLES,
  ...tablesOf(OUTPUT_KINDS),
  COUNT_TABLES,
  CHANGE_TABLES,
  TEXT_TABLES,
  TAXII_TABLES,
];

/** The steps of the schema in their order, each with the parts of all stations. */
export const STEPS: readonly SchemaStep[] = joined(DECLARED.flatMap(({ steps }) => steps));

/** The tables that `sundial sql` may read: first the views for people, then the underlying tables, each sorted by name. */
export const READABLE_TABLES: readonly string[] = DECLARED.flatMap(({ readable }) => readable)
  .toSorted((a, b) => Number('columns' in a) - Number('columns' in b) || a.name.localeCompare(b.name))
  .map(({ name }) => name);

function joined(parts: readonly SchemaStep[]): SchemaStep[] {
  const numbers = [...new Set(parts.map(({ number }) => number))].toSorted((a, b) => a - b);
  return numbers.map((number) => {
    const ofStep = parts.filter((part) => part.number === number);
    return {
      number,
      title: ofStep.map(({ title }) => title).join(', '),
      statements: ofStep.flatMap(({ statements }) => statements),
      views: ofStep.flatMap(({ views }) => views ?? []),
      guided: ofStep.some(({ guided }) => guided),
      replaces: ofStep.find(({ replaces }) => replaces)?.replaces,
    };
  });
}
