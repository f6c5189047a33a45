// Keeps the stores of scopes between requests, because each remembers facts about its rows that take long to collect.
import { RestrictedScope } from '../../domain/scope.js';
import type { ScopedStore, Store } from '../../store/index.js';
import type { Holder } from './method.js';

/** Sets of several holders whose stores are kept; keys with several constituents are few. */
const MOST_SETS = 1_000;

export class ScopedStores {
  private readonly ofScopes = new WeakMap<RestrictedScope, ScopedStore>();
  private readonly ofSets = new Map<
    string,
    { readonly scopes: readonly RestrictedScope[]; store: ScopedStore }
  >();

  constructor(private readonly store: Pick<Store, 'as'>) {}

  /** The rows of one scope. */
  of(scope: RestrictedScope): ScopedStore {
    const known = this.ofScopes.get(scope) ?? this.store.as(scope);
    this.ofScopes.set(scope, known);
    return known;
  }

  /** The rows of some holders together. */
  together(holders: readonly Holder[]): ScopedStore {
    if (holders.length === 1) return holders[0]!.store;
    const ids = holders.map(({ id }) => id).join(' ');
    const scopes = holders.map(({ scope }) => scope);
    const known = this.ofSets.get(ids);
    // The scope of a constituent that was described anew is another object.
    if (known?.scopes.every((scope, index) => scope === scopes[index])) return known.store;
    if (this.ofSets.size >= MOST_SETS) this.ofSets.clear();
    const store = this.store.as(RestrictedScope.of(scopes.flatMap(({ grants }) => grants)));
    this.ofSets.set(ids, { scopes, store });
    return store;
  }
}
