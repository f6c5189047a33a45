// The markings that constituents may get.
import { lowestTlp, TLP, type Tlp } from '../domain/tlp.js';
import type { TableReader } from '../store/index.js';

/** The highest level of marking that all of these constituents may get as they are described now; undefined = not decided. */
export async function mostTlp(
  tables: Pick<TableReader, 'rows'>,
  ids: readonly string[],
): Promise<Tlp | undefined> {
  const rows = await tables.rows<{ tlp: string }>(
    `SELECT toString(tlp) AS tlp FROM constituent_periods WHERE id IN {ids:Array(String)}
     ORDER BY holds_from DESC LIMIT 1 BY id`,
    { ids },
  );
  return lowestTlp(rows.map(({ tlp }) => TLP.find((level) => level === tlp)));
}
