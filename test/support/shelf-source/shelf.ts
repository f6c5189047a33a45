// A shelf as a source: its index names files, and each file is read once.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EntryValues } from '../../../src/collect/declaration.js';
import { needed } from '../../../src/collect/entry.js';
import type { ItemMark } from '../../../src/collect/memory.js';
import type {
  DeliveryResult,
  Reading,
  ReadRequest,
  Source,
  SourceSummary,
  SourceView,
} from '../../../src/collect/source.js';
import type { SourceContext } from '../../../src/collect/source-context.js';
import { readingFailure } from '../../../src/collect/unpack/failure.js';
import type { Collected } from '../../../src/domain/delivery.js';
import { type ErrorCode, SundialError } from '../../../src/domain/errors.js';
import type { SourceEntry } from '../../../src/domain/source-entry.js';
import type { SHELF_OPTIONS } from './declaration.js';

type ShelfEntry = SourceEntry<EntryValues<typeof SHELF_OPTIONS>>;

export function openShelf(entry: ShelfEntry, { clock }: SourceContext): Source {
  const index = needed(entry, 'index');
  const pin = needed(entry, 'pin');
  const files = () => filesOn(index, pin);
  return {
    name: entry.name,
    kind: entry.kind,
    check: async (): Promise<SourceView> => {
      const { length } = await files();
      return { sentence: `${index}: ${length} files`, facts: [], json: { files: length } };
    },
    read: (request) => new ShelfReading(request, files, { label: entry.label, clock }),
    close: async () => {},
  };
}

/** The files that the index names. @throws SundialError `path-missing`, `shelf-locked` */
async function filesOn(index: string, pin: string): Promise<string[]> {
  const text = await readFile(index, 'utf8').catch((thrown) => Promise.reject(readingFailure(thrown, index)));
  const [first, ...files] = text.split('\n').filter(Boolean);
  if (first === pin) return files;
  // In a folder of src/collect, the registry joins the code into the table of errors.
  throw new SundialError('api-auth' satisfies ErrorCode, { what: index, problem: 'the pin' });
}

class ShelfReading implements Reading {
  private readonly marks = new Map<string, ItemMark>();

  constructor(
    private readonly request: ReadRequest,
    private readonly files: () => Promise<string[]>,
    private readonly about: { readonly label: string; readonly clock: () => Date },
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    const { memory, signal, again = 'none' } = this.request;
    const known = await memory.items.known();
    for (const file of await this.files()) {
      if (signal.aborted) return;
      const state = known.get(file)?.state;
      if (state === 'taken' || (state && again === 'none')) continue;
      yield {
        kind: 'delivery',
        source: this.about.label,
        path: file,
        name: path.basename(file),
        deliveredAt: this.about.clock(),
        open: async () => createReadStream(file),
      };
    }
  }

  decided({ path: item, outcome, error }: DeliveryResult): void {
    const state = error ? 'failed' : outcome === 'unselected' ? 'left' : 'taken';
    this.marks.set(item, { item, version: '', state, errorCode: error?.code ?? '' });
  }

  hasFailed(): boolean {
    return false;
  }

  async finish(): Promise<SourceSummary> {
    const files = this.marks.size;
    await this.request.memory.items.record([...this.marks.values()]);
    const log = { message: 'shelf read', fields: { files } };
    return { lines: [`${files} files of the shelf`], tables: [], json: { files }, log, warnings: [] };
  }

  async close(): Promise<void> {}
}
