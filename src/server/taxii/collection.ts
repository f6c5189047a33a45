// The collections that a key gives access to: one for each of its constituents, and one for all of them together.
import { parse, v5 } from 'uuid';
import type { ScopedStore } from '../../store/index.js';
import type { Caller } from '../reports-api/method.js';

export interface TaxiiCollection {
  /** A UUID that follows from the constituents, so that it is the same after a restore and with other keys. */
  readonly id: string;
  /** The id of the constituent, or `all`. */
  readonly alias: string;
  readonly title: string;
  readonly description: string;
  /** The name in the journal: the constituents' ids, in their order, separated by blanks. */
  readonly name: string;
  readonly constituents: readonly string[];
  /** The rows of these constituents. */
  readonly store: ScopedStore;
}

/** The namespace of the ids of collections. */
const NAMESPACE = parse('7d5d8a0e-3c0b-4f0f-9a57-6b1f5f0a2c11');

/** The alias of the collection of all constituents. */
const ALL = 'all';

/** The collections of a key, that of all constituents last. A key for one constituent has one collection. */
export function collectionsOf({ holders, store }: Pick<Caller, 'holders' | 'store'>): TaxiiCollection[] {
  const single = holders.map((holder) =>
    collection(holder.id, holder.id, `Shadowserver reports of ${holder.id}`, holder.store),
  );
  if (holders.length <= 1) return single;
  const name = holders.map(({ id }) => id).join(' ');
  return [...single, collection(name, ALL, 'Shadowserver reports of all constituents of this key', store)];
}

/** The collection with an id or alias; undefined if the key has none. `all` is also the only collection of a key. */
export function collectionNamed(
  collections: readonly TaxiiCollection[],
  idOrAlias: string,
): TaxiiCollection | undefined {
  const named = collections.find(({ id, alias }) => id === idOrAlias.toLowerCase() || alias === idOrAlias);
  return named ?? (idOrAlias === ALL && collections.length === 1 ? collections[0] : undefined);
}

function collection(name: string, alias: string, title: string, store: ScopedStore): TaxiiCollection {
  const description = `Hosts, vulnerabilities, observed data, notes and reports of: ${name.replaceAll(' ', ', ')}`;
  return { id: collectionId(name), alias, title, description, name, constituents: name.split(' '), store };
}

/** The id of the collection with this name in the journal. */
export const collectionId = (name: string): string => v5(name, NAMESPACE);
