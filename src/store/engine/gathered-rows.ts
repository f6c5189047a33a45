// Gathers rows that arrive a few at a time, so that one insert stores many of them.
import type { Engine } from './engine.js';

/** Rows of one insert: the engine makes files for each, and all of its rows are in memory as objects and as text. */
const BLOCK = 20_000;

export class GatheredRows {
  private waiting: object[] = [];

  constructor(
    private readonly engine: Pick<Engine, 'insert'>,
    private readonly table: string,
  ) {}

  /** Adds a row; the rows that wait are stored if there are enough. */
  async add(row: object): Promise<void> {
    this.waiting.push(row);
    if (this.waiting.length >= BLOCK) await this.store();
  }

  /** Stores the rows that wait. */
  async store(): Promise<void> {
    const { engine, table, waiting } = this;
    this.waiting = [];
    if (waiting.length > 0) await engine.insert(table, waiting);
  }
}
