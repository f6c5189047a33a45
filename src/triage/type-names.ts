// Reads the name of a report type in triage: an id, a short name, a group, or all.
import type { Catalogue } from '../catalogue/index.js';
import { typesNamed } from '../query/index.js';
import type { OperatorStore } from '../store/index.js';

/** Where the names are looked up. */
export interface TypeNames {
  readonly store: OperatorStore;
  readonly catalogue: Catalogue;
}

/**
 * The ids that a name covers (decisions.md#short-type-names); none = all types.
 *
 * @throws SundialError `type-unknown`, `type-ambiguous`
 */
export async function typesOf({ store, catalogue }: TypeNames, type: string): Promise<string[]> {
  if (type.trim().toLowerCase() === 'all') return [];
  return typesNamed(type, catalogue, await store.findings.types());
}
