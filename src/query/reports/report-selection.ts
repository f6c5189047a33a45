// Reads people's names of report types and lists into a filter of reports.
import type { Catalogue } from '../../catalogue/index.js';
import type { LedgerFilter, OperatorStore } from '../../store/index.js';
import { requireList } from '../language/lists.js';
import { typesNamed } from '../language/types.js';

/**
 * @param asked types separated by commas, and a list
 * @throws SundialError `type-unknown`, `type-ambiguous`, `list-unknown`
 */
export async function readReportSelection(
  { type, list }: { readonly type?: string | undefined; readonly list?: string | undefined },
  {
    operator,
    catalogue,
  }: { readonly operator: Pick<OperatorStore, 'events'>; readonly catalogue: Catalogue },
): Promise<Pick<LedgerFilter, 'types' | 'list'>> {
  const stored = await operator.events.facts();
  if (list !== undefined) requireList(list, stored.lists);
  const types = type?.split(',').flatMap((name) => typesNamed(name.trim(), catalogue, stored.types));
  return { ...(types && { types }), ...(list !== undefined && { list }) };
}
