// Keeps the changes that clients have not read yet: a consumer of the feed whose position is the oldest one of a cursor.
import { type Clock, unixSeconds } from '../../../domain/clock.js';
import { DAY_SECONDS } from '../../../domain/days.js';
import { API_CONSUMER, type ChangeFeed, type Consumer, type Position } from '../../../store/index.js';

export interface KeptChangesOptions {
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  /** Days for which changes are kept. */
  readonly days: number;
}

/** Changes are kept from the first request on, so that an API whose clients never ask for changes costs nothing. */
export class KeptChanges {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: KeptChangesOptions) {}

  /** The oldest position that is kept; from the first call on, later changes are kept. */
  async oldest(): Promise<Position> {
    return this.exclusively(() => this.hold());
  }

  /** Whether everything after a position is still known. */
  async reaches(position: Position): Promise<boolean> {
    const { flip } = await this.oldest();
    return position.flip >= flip && (await this.options.feed.reaches(position));
  }

  /** Remembers durably that a client has read up to a step, whose number is then never used again. */
  async received(step: number): Promise<void> {
    await this.exclusively(async () => {
      const held = await this.hold();
      if (held.step < step) await this.write({ ...held, step });
    });
  }

  /** Removes changes that are older than the days for which they are kept. */
  async tidy(): Promise<void> {
    await this.exclusively(async () => {
      const { feed, clock, days } = this.options;
      const held = await feed.consumer(API_CONSUMER);
      if (held?.life !== feed.life) return;
      const before = unixSeconds(clock()) - days * DAY_SECONDS;
      const flip = Math.min(await feed.lastBefore(before), await feed.head());
      if (flip > held.flip) await this.write({ ...held, flip });
      await feed.prune(before);
    });
  }

  private async hold(): Promise<Consumer> {
    const { feed } = this.options;
    const known = await feed.consumer(API_CONSUMER);
    if (known?.life === feed.life) return known;
    await this.write({ name: API_CONSUMER, flip: await feed.head(), step: 0, memo: '' });
    return (await feed.consumer(API_CONSUMER))!;
  }

  private async write({ name, flip, step, memo }: Omit<Consumer, 'life' | 'at'>): Promise<void> {
    const { feed, clock } = this.options;
    await feed.remember({ name, flip, step, memo, at: unixSeconds(clock()) });
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => {});
    return result;
  }
}
