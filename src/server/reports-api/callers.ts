// Makes the caller of a request: a key with the rows of its constituents, as they are described at that time.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import type { RestrictedScope } from '../../domain/scope.js';
import type { Store } from '../../store/index.js';
import { type TaxiiOptions, TaxiiSource } from '../taxii/taxii-source.js';
import type { Authenticated } from './authenticate.js';
import type { ChangesContext } from './changes/answer.js';
import type { ChangesSource } from './changes/changes-page.js';
import { KeptChanges } from './changes/kept-changes.js';
import type { DownloadContext } from './downloads/downloads.js';
import type { Caller, Holder } from './method.js';
import { ScopedStores } from './scoped-stores.js';
import type { Scopes } from './scopes.js';

export interface CallersOptions {
  readonly store: Pick<Store, 'as'>;
  readonly scopes: Scopes;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly idKey: () => Uint8Array;
  /** The address of the API for its callers; empty = unknown. */
  readonly publicUrl: string;
  readonly maxRows: number;
  readonly requiresFilter: boolean;
  /** The feed of the whole store, which is read under the scopes of callers. */
  readonly changes: ChangesSource;
  /** Days for which changes are kept. */
  readonly changesDays: number;
  /** Undefined if the API is no TAXII server. */
  readonly taxii?: Omit<TaxiiOptions, 'catalogue' | 'clock'> | undefined;
}

export class Callers {
  private readonly stores: ScopedStores;
  private readonly kept: KeptChanges;
  private readonly taxii: TaxiiSource | undefined;

  constructor(private readonly options: CallersOptions) {
    this.stores = new ScopedStores(options.store);
    const { changes, clock, catalogue, changesDays: days, taxii } = options;
    this.kept = new KeptChanges({ feed: changes.feed, clock, days });
    this.taxii = taxii && new TaxiiSource({ ...taxii, catalogue, clock });
  }

  /**
   * @param requestsToday with this key, this one included
   * @param signal ends with the request
   */
  async callerOf(
    { key, credentials }: Authenticated,
    requestsToday: number,
    signal: AbortSignal,
  ): Promise<Caller> {
    const { catalogue, clock, idKey, publicUrl, maxRows, requiresFilter } = this.options;
    const holders = await this.holdersOf(key.constituents);
    return {
      key: {
        ...{ id: key.id, apikey: credentials.apikey, label: key.label, requestsToday },
        constituents: key.constituents,
      },
      holders,
      store: this.stores.together(holders),
      storeOf: (some) => this.stores.together(some),
      ...{ catalogue, clock, idKey: idKey(), requiresFilter, signal },
      downloadUrl: (id) => (publicUrl === '' ? undefined : `${publicUrl.replace(/\/+$/, '')}/dl/${id}`),
      maxRows: Math.min(key.limits.rows ?? maxRows, maxRows),
    };
  }

  /** What an answer about changes may use. */
  changesContext(): ChangesContext {
    return { source: this.options.changes, kept: this.kept };
  }

  /** What an answer of the TAXII server may use. @throws SundialError `call-unavailable` if there is no such server */
  taxiiContext(): { readonly source: TaxiiSource; readonly publicUrl: string } {
    if (!this.taxii) throw new SundialError('call-unavailable');
    return { source: this.taxii, publicUrl: this.options.publicUrl };
  }

  /** Removes changes that need not be kept any more. */
  async tidy(): Promise<void> {
    await this.kept.tidy();
  }

  /** What an answer to a download may use. @param signal ends with the request */
  downloadContext(holders: readonly Holder[], signal: AbortSignal): DownloadContext {
    const { catalogue, clock, idKey } = this.options;
    return { holders, catalogue, clock, idKey: idKey(), signal };
  }

  /** The constituents with their rows, by id, without those that do not exist or have ended. */
  async holdersOf(ids: readonly string[]): Promise<Holder[]> {
    const today = dateOf(this.options.clock());
    const scopes = await this.options.scopes.of(ids);
    return [...scopes]
      .filter(([, scope]) => !hasEnded(scope, today))
      .map(([id, scope]) => ({ id, scope, store: this.stores.of(scope) }));
  }
}

/** Whether a constituent no longer is one, so that it gets nothing, not even its reports of earlier days. */
function hasEnded({ grants }: RestrictedScope, today: string): boolean {
  return grants.every(({ until }) => until !== undefined && until <= today);
}
