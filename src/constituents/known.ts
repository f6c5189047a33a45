// Checks that constituents exist which options and keys name.
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { TableReader } from '../store/index.js';

/** @throws SundialError `constituent-unknown` for the first id that no constituent has */
export async function requireKnown(tables: TableReader, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const known = await tables.rows<{ id: string }>('SELECT DISTINCT id FROM constituent_versions');
  const all = known.map((each) => each.id);
  const id = ids.find((each) => !all.includes(each));
  if (id !== undefined) throw new SundialError('constituent-unknown', { id, nearest: didYouMean(id, all) });
}
