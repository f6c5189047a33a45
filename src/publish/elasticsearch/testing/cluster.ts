// The state of a cluster for tests: templates, data streams with their indices, and documents that a refresh shows.
import { type Properties, refusalOf } from './documents.js';

export interface Stored {
  readonly _id: string;
  readonly source: Record<string, unknown>;
  /** Searches see documents after a refresh only; creation and conflicts are immediate (near-real-time-search). */
  isVisible: boolean;
}

interface Index {
  readonly name: string;
  readonly documents: Map<string, Stored>;
  readonly properties: Properties;
}

interface Component {
  readonly template: { readonly mappings?: { readonly properties?: Properties } };
  readonly _meta?: unknown;
}

interface IndexTemplate {
  readonly index_patterns: readonly string[];
  readonly data_stream?: object;
  readonly composed_of?: readonly string[];
  readonly _meta?: object;
}

export interface ItemAnswer {
  readonly _id: string;
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

export class Cluster {
  readonly components = new Map<string, Component>();
  readonly templates = new Map<string, IndexTemplate>();
  readonly streams = new Map<string, Index[]>();
  /** Decides on a document before the index does. */
  refuse: (id: string) => Omit<ItemAnswer, '_id'> | undefined = () => undefined;

  /** operation-indices-create-data-stream. @returns false if no template makes data streams of that name */
  makeStream(name: string): boolean {
    const template = this.templateOf(name);
    if (!template?.data_stream) return false;
    this.streams.set(name, []);
    this.rollover(name);
    return true;
  }

  /** operation-indices-rollover: begins a new index, into which the stream writes from now on. */
  rollover(name: string): void {
    const indices = this.streams.get(name)!;
    const number = String(indices.length + 1).padStart(6, '0');
    const components = this.templateOf(name)?.composed_of ?? [];
    const properties = components.map(
      (each) => this.components.get(each)?.template.mappings?.properties ?? {},
    );
    indices.push({
      ...{ name: `.ds-${name}-${number}`, documents: new Map() },
      properties: Object.assign({}, ...properties) as Properties,
    });
  }

  /** The documents of all data streams that a pattern names; with `*` for any characters. */
  *matching(pattern: string): Generator<Index> {
    const names = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    for (const [name, indices] of this.streams) if (names.test(name)) yield* indices;
  }

  refresh(pattern: string): void {
    for (const { documents } of this.matching(pattern))
      for (const document of documents.values()) document.isVisible = true;
  }

  /**
   * Creates a document in the newest index of a data stream, which alone knows whether it has the id already: 409 for one
   * that it has (operation-bulk, operation-create).
   */
  create(stream: string, _id: string, source: Record<string, unknown>): ItemAnswer {
    const own = this.refuse(_id);
    if (own) return { _id, ...own };
    const index = this.streams.get(stream)!.at(-1)!;
    if (index.documents.has(_id)) {
      const reason = `[${_id}]: version conflict, document already exists (current version [1])`;
      return { _id, status: 409, error: { type: 'version_conflict_engine_exception', reason } };
    }
    const reason = refusalOf(source, index.properties);
    if (reason !== undefined)
      return { _id, status: 400, error: { type: 'document_parsing_exception', reason } };
    index.documents.set(_id, { _id, source, isVisible: false });
    return { _id, status: 201 };
  }

  /** Deletes documents that searches see. */
  deleteVisible(pattern: string, ids: readonly string[]): number {
    let deleted = 0;
    for (const { documents } of this.matching(pattern))
      for (const id of ids) if (documents.get(id)?.isVisible && documents.delete(id)) deleted++;
    return deleted;
  }

  documents(): Stored[] {
    return [...this.matching('*')].flatMap(({ documents }) => [...documents.values()]);
  }

  private templateOf(name: string): IndexTemplate | undefined {
    return [...this.templates.values()].find(({ index_patterns }) =>
      index_patterns.some((pattern) =>
        new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name),
      ),
    );
  }
}
