// Limits requests: how many per second, and how many at the same time, for each key or address.
import { setTimeout as pauseOf } from 'node:timers/promises';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { Buckets, msToToken } from '../buckets.js';

export interface RequestLimits {
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
}

export class Limiter {
  private readonly buckets: Buckets;

  /**
   * @param now a steady clock, in milliseconds
   * @param pause waits for milliseconds
   */
  constructor(
    now?: () => number,
    private readonly pause: (milliseconds: number) => Promise<unknown> = pauseOf,
  ) {
    this.buckets = new Buckets(now);
  }

  /**
   * Admits a request, at the earliest when the client may ask again. A client that asks one thing after the other is
   * slowed down and never refused: none of the publisher's clients tries again, and some would leave out a day.
   *
   * @returns the function that ends the request; call it once
   * @throws SundialError `call-too-often` for too many requests at once, or too long a wait
   */
  async admit(client: string, { requestsPerSecond, requestsAtOnce }: RequestLimits): Promise<() => void> {
    // A client saves up the requests of one second, and requests that wait owe theirs.
    const rate = { perSecond: requestsPerSecond, most: Math.max(1, requestsPerSecond) };
    const bucket = this.buckets.of(client, rate);
    if (bucket.atWork >= requestsAtOnce) throw new SundialError('call-too-often', { seconds: 1 });
    const waitMs = msToToken(bucket, rate);
    if (waitMs > LIMITS.servedWaitMs)
      throw new SundialError('call-too-often', { seconds: Math.ceil(waitMs / 1000) });
    bucket.tokens -= 1;
    bucket.atWork += 1;
    if (waitMs > 0) await this.pause(waitMs);
    return () => {
      bucket.atWork -= 1;
    };
  }
}
