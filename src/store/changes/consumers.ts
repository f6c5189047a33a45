// The positions of the consumers of the feed of changes.
import type { Engine } from '../engine/engine.js';
import { Remembered } from '../engine/remembered.js';

/** How far a consumer has received the feed. */
export interface Position {
  /** The life of the store to which the numbers belong. */
  readonly life: string;
  /** The last flip that was received completely. */
  readonly flip: number;
  /** The last step of findings that was received completely. */
  readonly step: number;
}

/** The consumer that keeps changes for clients of the API; names of outputs contain no slash. */
export const API_CONSUMER = '/v1/events';

/** A consumer, as stored. */
export interface Consumer extends Position {
  readonly name: string;
  /** Other data that the consumer remembers, as JSON. */
  readonly memo: string;
  /** Unix seconds of the last change. */
  readonly at: number;
}

export class Consumers {
  private readonly stored: Remembered<readonly Consumer[]>;

  constructor(
    private readonly engine: Engine,
    readonly life: string,
  ) {
    this.stored = new Remembered(engine, ['consumers'], () =>
      engine.rows<Consumer>(
        `SELECT toString(name) AS name, life, flip, step, memo, toUnixTimestamp(consumers.at) AS at
         FROM consumers FINAL ORDER BY name`,
      ),
    );
  }

  all(): Promise<readonly Consumer[]> {
    return this.stored.get();
  }

  async find(name: string): Promise<Consumer | undefined> {
    return (await this.all()).find((each) => each.name === name);
  }

  /** Remembers a position, which is durable when the call returns. */
  async remember(consumer: Consumer): Promise<void> {
    await this.engine.run(
      `INSERT INTO consumers (name, version, life, flip, step, memo, at)
       SELECT {name:String}, max(version) + 1, {life:String}, {flip:UInt64}, {step:UInt64}, {memo:String}, {at:UInt32}
       FROM consumers`,
      { ...consumer },
    );
  }

  /** Forgets a consumer, so that no details are kept for the consumer any more. */
  async forget(name: string): Promise<void> {
    await this.engine.run(
      `DELETE FROM consumers WHERE name = {name:String} SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
      { name },
    );
  }

  /** The lowest flip that every consumer of this life has received; undefined without consumers. */
  async received(): Promise<number | undefined> {
    const flips = (await this.all()).filter(({ life }) => life === this.life).map(({ flip }) => flip);
    return flips.length === 0 ? undefined : Math.min(...flips);
  }
}
