// The option that restricts answers to what one constituent may see.
import type { ScopedStore } from '../../store/index.js';
import type { Workspace } from '../frame/workspace.js';

export interface ConstituentOption {
  readonly constituent?: string;
}

/**
 * The store as the named constituent sees it, or everything if none is named.
 *
 * @throws SundialError `constituent-unknown`
 */
export async function storeSeenBy(
  { constituent }: ConstituentOption,
  { store, operator }: Pick<Workspace, 'store' | 'operator'>,
): Promise<ScopedStore> {
  if (constituent === undefined) return operator;
  const { Constituents } = await import('../../constituents/index.js');
  return store.as(await new Constituents(operator).scopeOf(constituent));
}
