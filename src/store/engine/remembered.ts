// Remembers what was read from tables until a statement of this process changes them.
import type { Engine } from './engine.js';

export class Remembered<T> {
  private known: { readonly writes: number; readonly value: T } | undefined;

  /** @param tables all tables that `read` reads */
  constructor(
    private readonly engine: Pick<Engine, 'writes'>,
    private readonly tables: readonly string[],
    private readonly read: () => Promise<T>,
  ) {}

  async get(): Promise<T> {
    // Asked first, because what is written meanwhile may or may not be part of what is read.
    const writes = this.engine.writes(this.tables);
    if (this.known && this.known.writes === writes) return this.known.value;
    const value = await this.read();
    this.known = writes === undefined ? undefined : { writes, value };
    return value;
  }
}
