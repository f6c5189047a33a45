// Passes the bytes of an original that is still arriving to the reader's thread, through memory that both threads share.

/** The memory that both threads share, a ring of slots with a chunk in each. */
export interface RelayMemory {
  readonly counters: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
}

const SLOTS = 8;
const SLOT_BYTES = 512 * 1024;

/** Indexes of the counters; the lengths of the chunks in the slots follow. */
const FILLED = 0;
const EMPTIED = 1;
/** The total number of chunks; UNKNOWN until the last chunk was passed. */
const TOTAL = 2;
/** Whether the content ended early. */
const IS_CUT = 3;
/** Whether the reader takes no more chunks. */
const IS_LEFT = 4;
const LENGTHS = 5;

const UNKNOWN = -1;

/** The side of the relay on which the original arrives. */
export class Relay {
  readonly memory: RelayMemory = {
    counters: new SharedArrayBuffer(4 * (LENGTHS + SLOTS)),
    slots: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
  };
  private readonly counters = new Int32Array(this.memory.counters);
  private readonly slots = new Uint8Array(this.memory.slots);
  private filled = 0;

  constructor() {
    this.counters[TOTAL] = UNKNOWN;
  }

  /** Passes chunks on and copies them to the reader's thread. Waits while the reader is behind. */
  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let isWhole = false;
    try {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length; at += SLOT_BYTES)
          await this.pass(chunk.subarray(at, at + SLOT_BYTES));
        yield chunk;
      }
      isWhole = true;
    } finally {
      this.end(isWhole);
    }
  }

  /** Stops passing chunks: the reader gets no more, and `through` no longer waits. Does nothing after the last chunk. */
  leave(): void {
    leave(this.counters);
    this.end(false);
  }

  private async pass(chunk: Buffer): Promise<void> {
    const { counters, filled } = this;
    for (;;) {
      const emptied = Atomics.load(counters, EMPTIED);
      if (Atomics.load(counters, IS_LEFT) === 1) return;
      if (filled - emptied < SLOTS) break;
      await Atomics.waitAsync(counters, EMPTIED, emptied).value;
    }
    const slot = filled % SLOTS;
    this.slots.set(chunk, slot * SLOT_BYTES);
    counters[LENGTHS + slot] = chunk.length;
    this.filled++;
    this.tell();
  }

  private end(isWhole: boolean): void {
    if (Atomics.load(this.counters, TOTAL) !== UNKNOWN) return;
    Atomics.store(this.counters, IS_CUT, isWhole ? 0 : 1);
    Atomics.store(this.counters, TOTAL, this.filled);
    this.tell();
  }

  /** Wakes the reader. Each call changes the counter, so that the reader cannot miss it. */
  private tell(): void {
    Atomics.add(this.counters, FILLED, 1);
    Atomics.notify(this.counters, FILLED);
  }
}

/**
 * The reader's side: the chunks in the order of their arrival. A chunk's memory is reused when the next chunk is
 * requested. Blocks the thread while no chunk is available.
 *
 * @throws Error if the content ended early; the side on which the content arrived knows why
 */
export function* relayedChunks(memory: RelayMemory): Generator<Buffer> {
  const counters = new Int32Array(memory.counters);
  try {
    for (let taken = 0; ; taken++) {
      while (Atomics.load(counters, FILLED) === taken) Atomics.wait(counters, FILLED, taken);
      if (Atomics.load(counters, TOTAL) === taken) break;
      const slot = taken % SLOTS;
      yield Buffer.from(memory.slots, slot * SLOT_BYTES, counters[LENGTHS + slot]);
      Atomics.add(counters, EMPTIED, 1);
      Atomics.notify(counters, EMPTIED);
    }
    if (Atomics.load(counters, IS_CUT) === 1)
      throw new Error('the original ended before all of its bytes arrived');
  } finally {
    leave(counters);
  }
}

function leave(counters: Int32Array): void {
  Atomics.store(counters, IS_LEFT, 1);
  // Changes the counter, so that a side that is about to wait for a change does not wait.
  Atomics.add(counters, EMPTIED, SLOTS);
  Atomics.notify(counters, EMPTIED);
}
