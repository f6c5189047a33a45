// Keeps the rows that could not be aligned with a report's columns, in a file beside the processed one.
import type { RowSink } from '../../read/index.js';
import { RowBuffer, rowOf } from '../rows.js';

const HEAD = rowOf(['line', 'offset', 'reason', 'bytes', 'raw']);

export class SetAside {
  private readonly waiting = new RowBuffer();
  private isBegun = false;
  readonly quarantine: RowSink['quarantine'] = {
    add: ({ line, offset, reason, total, bytes }) => {
      if (!this.isBegun) this.waiting.bytes(HEAD);
      this.isBegun = true;
      for (const [at, value] of [line, offset, reason, total].entries()) {
        const text = Buffer.from(String(value));
        this.waiting.cell(text, 0, text.length, at === 0);
      }
      const raw = Buffer.from(bytes);
      this.waiting.cell(raw, 0, raw.length, false);
      this.waiting.bytes(LF);
    },
  };

  /** Whether any row was set aside. */
  get isUsed(): boolean {
    return this.isBegun;
  }

  /** @param write receives the rows since the last call */
  async settle(write: (content: Uint8Array) => Promise<void>): Promise<void> {
    if (this.waiting.length === 0) return;
    await write(this.waiting.content);
    this.waiting.clear();
  }
}

const LF = Buffer.from('\n');
