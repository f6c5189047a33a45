// Remembers which slices have events of a scope until the ledger changes.
import { LIMITS } from '../../domain/limits.js';
import type { VisibleSlice } from './visible-slice.js';

/** The slices of one report date that have events of a scope. */
export interface KnownDay {
  /** The position in the ledger up to which this is known. */
  readonly asOf: number;
  /** By report type. */
  readonly slices: ReadonlyMap<string, VisibleSlice>;
}

/** The known days of each scope, for all readers of one open store. */
export class SliceMemory {
  private readonly scopes = new Map<string, Map<string, KnownDay>>();

  constructor(private readonly most: number = LIMITS.scopesRemembered) {}

  /** The known days of a scope, by date; callers add to them. If there are too many scopes, the one not used for longest is forgotten. */
  of(scope: string): Map<string, KnownDay> {
    const days = this.scopes.get(scope) ?? new Map<string, KnownDay>();
    this.scopes.delete(scope);
    this.scopes.set(scope, days);
    if (this.scopes.size > this.most) this.scopes.delete(this.scopes.keys().next().value!);
    return days;
  }
}
