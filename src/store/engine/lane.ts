// A lane to the engine: a few connections that each run one statement at a time; further statements wait.
import type { ClickHouseClient } from '@clickhouse/client';
import type { Places } from './places.js';

/** A place for one statement; its connection is opened at first use. */
interface Slot {
  client?: ClickHouseClient;
}

export class Lane {
  private readonly slots: Slot[] = [];
  private readonly free: Slot[] = [];

  /** @param places decides how many statements run at once, and which one is next */
  constructor(
    private readonly connect: () => Promise<ClickHouseClient>,
    private readonly places: Places,
  ) {}

  /** Runs work on a connection that is reserved for the duration. */
  async use<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    return this.inSlot(async (slot) => {
      slot.client ??= await this.connect();
      try {
        return await work(slot.client);
      } catch (thrown) {
        // Until the connection's next statement, a failed query may still hold memory and appear in the list of queries.
        const { client } = slot;
        delete slot.client;
        await client.close();
        throw thrown;
      }
    });
  }

  /** Waits for a place and runs work that uses its own connection. */
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
