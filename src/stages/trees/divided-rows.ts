// Divides rows among temporary files in bounded memory, and with one file open at a time.
import type { Ready, StageFiles } from '../files.js';
import { RowBuffer } from '../rows.js';

/** Bytes of rows in memory before they go to their files: large enough that a usual report is written once. */
const HELD_BYTES = 16 * 1024 * 1024;

interface Part {
  readonly temporary: string;
  readonly held: RowBuffer;
}

export class DividedRows {
  private readonly parts = new Map<string, Part>();
  private bytes = 0;

  /** @param head the first row of each file */
  constructor(
    private readonly files: StageFiles,
    private readonly head: Uint8Array,
    private readonly heldBytes = HELD_BYTES,
  ) {}

  /** Adds a row to the file with this place; without a row, the file has only its header. */
  add(target: string, row?: Uint8Array): void {
    let part = this.parts.get(target);
    if (!part) {
      part = { temporary: this.files.temporary(), held: new RowBuffer() };
      part.held.bytes(this.head);
      this.parts.set(target, part);
    }
    if (!row) return;
    part.held.bytes(row);
    this.bytes += row.length;
  }

  /** Whether so much is held in memory that the caller has to flush it. */
  get isFull(): boolean {
    return this.bytes >= this.heldBytes;
  }

  /** Writes what is held. @throws SundialError `disk-full`, `stages-unwritable` */
  async flush(): Promise<void> {
    for (const { temporary, held } of this.parts.values()) {
      if (held.length === 0) continue;
      await this.files.append(temporary, held.content);
      held.release();
    }
    this.bytes = 0;
  }

  /** Writes everything, and returns the files. @throws SundialError `disk-full`, `stages-unwritable` */
  async finish(): Promise<Ready[]> {
    await this.flush();
    return [...this.parts].map(([target, { temporary }]) => ({ temporary, target }));
  }

  async discard(): Promise<void> {
    await this.files.discard([...this.parts.values()].map(({ temporary }) => temporary));
  }
}
