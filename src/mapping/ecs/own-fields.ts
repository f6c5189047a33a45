// Which columns of reports may become fields of their own: only those of the catalogue, so that their number is bounded.
import type { Catalogue } from '../../catalogue/index.js';

/** Names below `shadowserver` that records use for other facts. */
const RESERVED: ReadonlySet<string> = new Set(['report', 'other', 'ip_range', 'dst_ip_range']);

/** A name that needs no escaping in an index; columns of the catalogue have such names. */
const NAME = /^[a-z][a-z0-9_]{0,99}$/;

/** The most columns that become fields; the catalogue has fewer, and an index refuses more than its limit. */
const LIMIT = 1_200;

const KNOWN = new WeakMap<Catalogue, ReadonlySet<string>>();

/** The columns of all types, the retired ones included. */
export function ownColumns(catalogue: Catalogue): ReadonlySet<string> {
  const known = KNOWN.get(catalogue);
  if (known) return known;
  const all = catalogue.types({ retired: true }).flatMap(({ columns }) => columns);
  const named = [...new Set(all)].filter((column) => NAME.test(column) && !RESERVED.has(column));
  const columns = new Set(named.slice(0, LIMIT));
  KNOWN.set(catalogue, columns);
  return columns;
}

export const isOwnColumn = (column: string, catalogue: Catalogue): boolean =>
  ownColumns(catalogue).has(column);
