// Resolves the name of report types: an id, a legacy name, a short name, or a group.
import { type Catalogue, GROUPS, type Group } from '../../catalogue/index.js';
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import { normaliseType } from '../../domain/report.js';

/**
 * The ids that `asked` covers. A group covers its types, like the API's `type`, even if a short name is the same word.
 * Types that are only in the store are found by their id.
 *
 * @param stored the types that the store has reports of
 * @throws SundialError `type-unknown`, `type-ambiguous`
 */
export function typesNamed(asked: string, catalogue: Catalogue, stored: readonly string[]): string[] {
  const name = normaliseType(asked);
  if (GROUPS.includes(name as Group)) return typesOfGroup(name, catalogue, stored);
  const found = catalogue.match(name);
  const groups = new Set(found.map(({ group }) => group));
  if (groups.size > 1)
    throw new SundialError('type-ambiguous', { type: asked, types: found.map(({ id }) => id).join(', ') });
  if (found.length > 0) return found.map(({ id }) => id);
  if (stored.includes(name)) return [name];
  throw new SundialError('type-unknown', {
    type: asked,
    nearest: didYouMean(asked, [...catalogue.names(), ...stored]),
  });
}

function typesOfGroup(group: string, catalogue: Catalogue, stored: readonly string[]): string[] {
  const known = catalogue.types({ retired: true }).map(({ id }) => id);
  return [...new Set([...known, ...stored])].filter((id) => catalogue.describe(id).group === group);
}
