// Opens the query language on an open workspace.
import type { EventQueries } from '../../query/index.js';
import type { CliContext } from './context.js';
import type { Workspace } from './workspace.js';

/** Access to queries of the store's events. */
export async function openQueries(
  { operator, catalogue }: Workspace,
  { clock }: Pick<CliContext, 'clock'>,
): Promise<EventQueries> {
  const { EventQueries } = await import('../../query/index.js');
  return new EventQueries({ store: operator, catalogue, clock });
}
