// Finds one finding by the start of its id.
import { SundialError } from '../../domain/errors.js';
import type { Finding, ScopedStore } from '../../store/index.js';

/** Shorter texts are too likely to match several ids, or to be names. */
const START_OF_ID = /^[0-9a-f]{6,32}$/i;

/** Whether a text can be the start of an id: 6 to 32 hex digits. */
export const isStartOfId = (text: string): boolean => START_OF_ID.test(text);

/**
 * The only finding of a scope whose id has this start; undefined without a match.
 *
 * @throws SundialError `usage` for the start of several ids
 */
export async function findingWithId(
  { findings }: Pick<ScopedStore, 'findings'>,
  start: string,
): Promise<Finding | undefined> {
  const [found, other] = await findings.list({ id: start.toLowerCase() }, 2);
  if (other) throw new SundialError('usage', { problem: `"${start}" begins several ids; give more digits` });
  return found;
}

/** The finding of an id. @throws SundialError `finding-unknown`; `usage` if the text is not the start of exactly one id */
export async function requireFinding(store: Pick<ScopedStore, 'findings'>, id: string): Promise<Finding> {
  if (!isStartOfId(id))
    throw new SundialError('usage', { problem: `"${id}" is not the start of an id: 6 to 32 hex digits` });
  const found = await findingWithId(store, id);
  if (!found) throw new SundialError('finding-unknown', { id });
  return found;
}
