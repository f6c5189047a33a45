// Opens the query language on an open workspace.
import type { EventQueries } from '../../query/index.js';
import { type ConstituentOption, storeSeenBy } from '../filters/constituent.js';
import type { CliContext } from './context.js';
import type { Workspace } from './workspace.js';

/** Access to queries of the store's events, or of those that one constituent may see. @throws SundialError `constituent-unknown` */
export async function openQueries(
  workspace: Workspace,
  { clock }: Pick<CliContext, 'clock'>,
  options: ConstituentOption = {},
): Promise<EventQueries> {
  const { EventQueries } = await import('../../query/index.js');
  const store = await storeSeenBy(options, workspace);
  return new EventQueries({ store, catalogue: workspace.catalogue, clock });
}
