// Assigns numbers to the steps of findings, so that a person's edit need not wait for a long step.
import type { TableReader } from '../engine/own-tables.js';

/**
 * The step with the highest number determines a finding's state. An edit is exclusive from taking its number until its
 * rows are written. A long step, such as that of a digest, is exclusive only while it takes its number; edits
 * that arrive while it writes get higher numbers and therefore hold.
 */
export class Steps {
  private readonly atWork = new Set<number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly tables: TableReader) {}

  /** The number of the last step with written rows. */
  async written(): Promise<number> {
    const [row] = await this.tables.rows<{ seq: number }>('SELECT max(seq) AS seq FROM finding_event_rows');
    return row!.seq;
  }

  /** Writes a short step exclusively: no other step takes a number in the meantime. */
  async short<T>(write: (seq: number) => Promise<T>): Promise<T> {
    return this.exclusively(async () => write(await this.next()));
  }

  /** Writes a long step; short steps may be written in the meantime. */
  async long<T>(write: (seq: number) => Promise<T>): Promise<T> {
    const seq = await this.exclusively(async () => {
      const next = await this.next();
      this.atWork.add(next);
      return next;
    });
    try {
      return await write(seq);
    } finally {
      // The number of a step that wrote nothing becomes free again.
      this.atWork.delete(seq);
    }
  }

  /** The last step up to which all steps are completely written. */
  async complete(): Promise<number> {
    return this.exclusively(async () =>
      Math.min(await this.written(), ...[...this.atWork].map((seq) => seq - 1)),
    );
  }

  /** The last step that a consumer of the feed has received: undoing a digest removes steps, but frees no such number. */
  private async received(): Promise<number> {
    const [row] = await this.tables.rows<{ step: number }>('SELECT max(step) AS step FROM consumers');
    return row!.step;
  }

  private async next(): Promise<number> {
    return Math.max(await this.written(), await this.received(), ...this.atWork) + 1;
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => {});
    return result;
  }
}
