// The catalogue as the rest of Sundial sees it: finds, resolves and matches report types.
import { normaliseType } from '../domain/report.js';
import { type CatalogueData, shippedData } from './data.js';
import { familiesOf, newType, overlay, shippedTypes } from './entry.js';
import { type Override, readOverride } from './override.js';
import type { ReportType } from './report-type.js';

export interface CatalogueRequest {
  /** The local override that `sundial catalogue update` writes; where there is none the shipped data stands alone. */
  readonly overrideFile?: string;
}

/** Reads the catalogue. Throws `catalogue-unreadable` where the local override is damaged. */
export function loadCatalogue({ overrideFile }: CatalogueRequest = {}): Catalogue {
  return new Catalogue(shippedData(), overrideFile === undefined ? undefined : readOverride(overrideFile));
}

/** Names may be given with `-` or `_` and in any case everywhere below. */
export class Catalogue {
  private readonly data: CatalogueData;
  private readonly byId: Map<string, ReportType>;
  private readonly renamed: ReadonlyMap<string, string>;
  private short: Map<string, ReportType[]> | undefined;

  constructor(data: CatalogueData, override?: Override) {
    this.data = data;
    this.byId = shippedTypes(data);
    this.renamed = new Map(Object.entries(data.renamed));
    const find = (id: string) => this.byId.get(id);
    for (const [id, entry] of Object.entries(override?.types ?? {}))
      this.byId.set(id, overlay(find(id) ?? newType(id, find, data), entry, data));
  }

  /** Today's id for a name: legacy names are followed, unknown names come back normalised. */
  resolve(name: string): string {
    const id = normaliseType(name);
    return this.byId.has(id) ? id : (this.renamed.get(id) ?? id);
  }

  /** The type of that name, legacy names included; undefined where no catalogue lists it. */
  find(name: string): ReportType | undefined {
    return this.byId.get(this.resolve(name));
  }

  /** The type of that name, or sensible defaults (`known: false`) for one that no catalogue lists. */
  describe(name: string): ReportType {
    const id = this.resolve(name);
    return this.byId.get(id) ?? newType(id, (other) => this.byId.get(other), this.data);
  }

  /** The types that are issued today, by id; retired ones too where asked for. */
  types({ retired = false } = {}): ReportType[] {
    return [...this.byId.values()]
      .filter((type) => retired || !type.retired)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every name that `match` understands, for suggestions. */
  names(): string[] {
    return [...this.byId.keys(), ...this.renamed.keys(), ...this.shortNames().keys()];
  }

  /**
   * The types that a name given by a person covers. An id or a legacy name covers one type; a short name, which is an
   * id without its family prefix, covers every type that has it: `ntp` is scan_ntp and scan6_ntp. Types of more
   * than one group mean that the name is ambiguous (`bgp`: scan and population), and nothing that it is unknown.
   */
  match(name: string): ReportType[] {
    const exact = this.find(name);
    return exact ? [exact] : [...(this.shortNames().get(normaliseType(name)) ?? [])];
  }

  /** The ids that a name stands for; one that no catalogue lists stands for itself. */
  named(name: string): string[] {
    const matches = this.match(name);
    return matches.length > 0 ? matches.map(({ id }) => id) : [normaliseType(name)];
  }

  private shortNames(): Map<string, ReportType[]> {
    this.short ??= this.collectShortNames();
    return this.short;
  }

  private collectShortNames(): Map<string, ReportType[]> {
    const found = new Map<string, ReportType[]>();
    for (const type of this.types()) {
      for (const { prefix } of familiesOf(type.id, this.data).filter((rule) => rule.short)) {
        const short = type.id.slice(prefix.length);
        found.set(short, [...(found.get(short) ?? []), type]);
      }
    }
    return found;
  }
}
