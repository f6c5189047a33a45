// Stands in for a source that could not be opened: it fails at each use, like an unreachable source.
import type { Reading, Source, SourceView } from '../collect/index.js';
import type { SundialError } from '../domain/errors.js';
import type { SourceEntry } from '../domain/source-entry.js';

export class UnopenedSource implements Source {
  readonly name: string;
  readonly kind: string;

  /** @param failure why the source could not be opened */
  constructor(
    { name, kind }: SourceEntry,
    readonly failure: SundialError,
  ) {
    this.name = name;
    this.kind = kind;
  }

  async check(): Promise<SourceView> {
    throw this.failure;
  }

  read(): Reading {
    throw this.failure;
  }

  waiting(): AsyncIterable<string> {
    throw this.failure;
  }

  async close(): Promise<void> {}
}
