// Collects for `sundial doctor` the constituents that outputs and keys name.
import type { Settings } from '../../../config/index.js';
import type { NamedConstituents } from '../../../doctor/index.js';

export async function namedConstituents(settings: Settings): Promise<NamedConstituents[]> {
  const [{ outputEntries }, { keysFileOf }] = await Promise.all([
    import('../../../publish/index.js'),
    import('../../../access/index.js'),
  ]);
  const outputs = outputEntries(settings).map(({ name, keys }) => ({
    by: `the output ${name}`,
    ids: keys.constituents,
  }));
  const keys = usableKeys(() => keysFileOf(settings).current().all).map(({ id, constituents }) => ({
    by: `the key ${id}`,
    ids: constituents,
  }));
  return [...outputs, ...keys].filter(({ ids }) => ids.length > 0);
}

/** None if the file cannot be read, of which a check of its own tells. */
function usableKeys<Key extends { readonly credentials: unknown }>(read: () => readonly Key[]): Key[] {
  try {
    return read().filter(({ credentials }) => credentials !== undefined);
  } catch {
    return [];
  }
}
