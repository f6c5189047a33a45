// The catalogue for the rest of Sundial: finds, resolves and matches report types.
import { normaliseType } from '../domain/report.js';
import { type CatalogueData, shippedData } from './data.js';
import { familiesOf, newType, overlay, shippedTypes } from './entry.js';
import { type Override, readOverride } from './override.js';
import type { ReportType } from './report-type.js';

export interface CatalogueRequest {
  /**
   * The path of the local override that `sundial catalogue update` writes; without an override only the shipped data
   * counts.
   */
  readonly overrideFile?: string;
}

/** Reads the catalogue. Throws `catalogue-unreadable` if the local override is damaged. */
export function loadCatalogue({ overrideFile }: CatalogueRequest = {}): Catalogue {
  return new Catalogue(shippedData(), overrideFile === undefined ? undefined : readOverride(overrideFile));
}

/** All functions below accept names with `-` or `_` and in any case. */
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

  /** The current id for a name: legacy names are resolved, and unknown names are returned normalised. */
  resolve(name: string): string {
    const id = normaliseType(name);
    return this.byId.has(id) ? id : (this.renamed.get(id) ?? id);
  }

  /** The type of that name, which may be a legacy name; undefined for an unknown name. */
  find(name: string): ReportType | undefined {
    return this.byId.get(this.resolve(name));
  }

  /** The type of that name, or defaults (`known: false`) for an unknown name. */
  describe(name: string): ReportType {
    const id = this.resolve(name);
    return this.byId.get(id) ?? newType(id, (other) => this.byId.get(other), this.data);
  }

  /** The current types by id, with the retired ones if requested. */
  types({ retired = false } = {}): ReportType[] {
    return [...this.byId.values()]
      .filter((type) => retired || !type.retired)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every name that `match` accepts, for suggestions. */
  names(): string[] {
    return [...this.byId.keys(), ...this.renamed.keys(), ...this.shortNames().keys()];
  }

  /**
   * The types that a user's name for them covers. An id or a legacy name covers one type. A short name, which is an
   * id without its family prefix, covers every type with that short name: `ntp` covers scan_ntp and scan6_ntp. If the
   * result has types of several groups, the name is ambiguous (`bgp`: scan and population); if the result is empty,
   * the name is unknown.
   */
  match(name: string): ReportType[] {
    const exact = this.find(name);
    return exact ? [exact] : [...(this.shortNames().get(normaliseType(name)) ?? [])];
  }

  /** The ids that a name covers; an unknown name covers itself. */
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
