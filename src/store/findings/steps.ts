// The numbers of the steps that findings take, given out so that a person's decision need not wait for a long step.
import type { TableReader } from '../engine/own-tables.js';

/**
 * Findings are what their last step made them, so a step's number says what it knew: of each lower number all rows are
 * written, or they are written without knowing this step. A decision takes its number and writes alone. A long step,
 * such as those of a digest, only takes its number alone; decisions that come while it writes get higher ones, and
 * therefore hold.
 */
export class Steps {
  private readonly atWork = new Set<number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly tables: TableReader) {}

  /** The number of the last step of which rows were written. */
  async written(): Promise<number> {
    const [row] = await this.tables.rows<{ seq: number }>('SELECT max(seq) AS seq FROM finding_event_rows');
    return row!.seq;
  }

  /** Writes a short step, to which nothing else may be added meanwhile. */
  async short<T>(write: (seq: number) => Promise<T>): Promise<T> {
    return this.alone(async () => write(await this.next()));
  }

  /** Writes a long step; short ones may be written meanwhile. */
  async long<T>(write: (seq: number) => Promise<T>): Promise<T> {
    const seq = await this.alone(async () => {
      const next = await this.next();
      this.atWork.add(next);
      return next;
    });
    try {
      return await write(seq);
    } finally {
      // Where it wrote nothing, its number is free again.
      this.atWork.delete(seq);
    }
  }

  private async next(): Promise<number> {
    return Math.max(await this.written(), ...this.atWork) + 1;
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine.catch(() => {});
    return mine;
  }
}
