// What answers about collections are made from, for the life of an open store.
import { Constituents } from '../../constituents/index.js';
import type { StixOptions } from '../../mapping/index.js';
import type { OperatorStore } from '../../store/index.js';
import type { TaxiiCollection } from './collection.js';
import type { ReaderOptions } from './entry-reader.js';
import { Journal } from './journal.js';
import { KeptReaders } from './kept-readers.js';
import type { PageSources } from './page.js';
import { TAXII_TABLES } from './tables.js';
import { Upkeep } from './upkeep.js';

export interface TaxiiOptions extends Omit<ReaderOptions, 'stix' | 'mostTlp'> {
  readonly operator: Pick<OperatorStore, 'ledger' | 'questions' | 'ownTables'>;
  readonly tlp: StixOptions['tlp'];
  /** Whether the store is known to lack data. */
  readonly isDamaged: () => boolean;
  /** A steady clock, in milliseconds; omitted = the machine's. */
  readonly now?: (() => number) | undefined;
}

export class TaxiiSource {
  private readonly upkeep: Upkeep;
  private readonly sources: PageSources;

  constructor(options: TaxiiOptions) {
    const { operator, catalogue, clock, tlp, isDamaged, now = () => performance.now() } = options;
    const journal = new Journal(operator.ownTables(TAXII_TABLES), operator.questions);
    this.upkeep = new Upkeep({ journal, operator, clock, isDamaged });
    // A constituent's level may change, and holds for what is read from then on.
    const mostTlp = (ids: readonly string[]) => new Constituents(operator).mostTlp(ids);
    const stix: StixOptions = { names: 'plain', tlp, tlpVersion: 1, notes: 'many' };
    this.sources = { journal, readers: new KeptReaders({ catalogue, clock, stix, mostTlp }, now), now };
  }

  /** The sources of a collection, with everything that changed until now. @throws as `Upkeep.bringUpToDate` */
  async of(collection: TaxiiCollection): Promise<PageSources> {
    await this.upkeep.bringUpToDate(collection);
    return this.sources;
  }
}
