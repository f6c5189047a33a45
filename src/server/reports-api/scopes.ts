// The scopes of constituents for requests, read again when descriptions have changed.
import type { Constituents } from '../../constituents/index.js';
import { SundialError } from '../../domain/errors.js';
import type { RestrictedScope } from '../../domain/scope.js';

/** How long the newest version of the descriptions counts as known, in milliseconds, so that changes count within a second. */
const FRESH_MS = 500;

type Known = Map<string, RestrictedScope | undefined>;

export class Scopes {
  private known: Known = new Map();
  private version = -1;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /** @param now a steady clock, in milliseconds */
  constructor(
    private readonly constituents: Pick<Constituents, 'scopeOf' | 'newestVersion'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The scopes of those of the constituents that exist, by id in alphabetical order. */
  async of(ids: readonly string[]): Promise<Map<string, RestrictedScope>> {
    const known = await this.upToDate();
    const found = new Map<string, RestrictedScope>();
    for (const id of new Set(ids.toSorted())) {
      if (!known.has(id)) known.set(id, await this.read(id));
      const scope = known.get(id);
      if (scope) found.set(id, scope);
    }
    return found;
  }

  /** A new map for each version, so that a slow reading of an earlier one cannot enter it. */
  private async upToDate(): Promise<Known> {
    const began = this.now();
    if (began - this.lookedAt <= FRESH_MS) return this.known;
    const version = await this.constituents.newestVersion();
    if (version !== this.version) this.known = new Map();
    this.version = version;
    this.lookedAt = began;
    return this.known;
  }

  private async read(id: string): Promise<RestrictedScope | undefined> {
    try {
      return await this.constituents.scopeOf(id);
    } catch (thrown) {
      if (thrown instanceof SundialError && thrown.code === 'constituent-unknown') return undefined;
      throw thrown;
    }
  }
}
