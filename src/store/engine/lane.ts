// A lane to the engine: a few connections, each of which works on one statement at a time; what is too much waits its turn.
import type { ClickHouseClient } from '@clickhouse/client';
import type { Places } from './places.js';

/** Room for one statement; its connection is opened when it is first used. */
interface Slot {
  client?: ClickHouseClient;
}

export class Lane {
  private readonly slots: Slot[] = [];
  private readonly free: Slot[] = [];

  /** @param places how many statements may be at work at once, and which comes next */
  constructor(
    private readonly connect: () => Promise<ClickHouseClient>,
    private readonly places: Places,
  ) {}

  /** Runs work on a connection that nothing else uses meanwhile. */
  async use<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    return this.inSlot(async (slot) => {
      slot.client ??= await this.connect();
      try {
        return await work(slot.client);
      } catch (thrown) {
        // What failed may still hold memory and stand among the running queries until its connection's next statement.
        const { client } = slot;
        delete slot.client;
        await client.close();
        throw thrown;
      }
    });
  }

  /** Runs work that brings its own connection and takes as much of the engine as one here would. */
  async turn<T>(work: () => Promise<T>): Promise<T> {
    return this.inSlot(work);
  }

  async close(): Promise<void> {
    for (const { client } of this.slots) await client?.close();
  }

  private async inSlot<T>(work: (slot: Slot) => Promise<T>): Promise<T> {
    const leave = await this.places.take();
    const slot = this.free.pop() ?? this.another();
    try {
      return await work(slot);
    } finally {
      this.free.push(slot);
      leave();
    }
  }

  private another(): Slot {
    const slot: Slot = {};
    this.slots.push(slot);
    return slot;
  }
}
