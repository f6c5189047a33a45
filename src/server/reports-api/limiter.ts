// Limits requests: how many per second, and how many at the same time, for each key or address.
import { setTimeout as pauseOf } from 'node:timers/promises';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

export interface RequestLimits {
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
}

/** Requests of one client: tokens come back with time, up to those of one second. Requests that wait owe theirs. */
interface Bucket {
  tokens: number;
  at: number;
  atWork: number;
}

/** Clients that are remembered; the oldest idle one is forgotten first, which only gives back its tokens. */
const CLIENTS = 10_000;

export class Limiter {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * @param now a steady clock, in milliseconds
   * @param pause waits for milliseconds
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly pause: (milliseconds: number) => Promise<unknown> = pauseOf,
  ) {}

  /**
   * Admits a request, at the earliest when the client may ask again. A client that asks one thing after the other is
   * slowed down and never refused: none of the publisher's clients tries again, and some would leave out a day.
   *
   * @returns the function that ends the request; call it once
   * @throws SundialError `call-too-often` for too many requests at once, or too long a wait
   */
  async admit(client: string, { requestsPerSecond, requestsAtOnce }: RequestLimits): Promise<() => void> {
    const most = Math.max(1, requestsPerSecond);
    const bucket = this.bucketOf(client, most);
    const now = this.now();
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * requestsPerSecond);
    bucket.at = now;
    if (bucket.atWork >= requestsAtOnce) throw new SundialError('call-too-often', { seconds: 1 });
    const waitMs = Math.max(0, Math.ceil(((1 - bucket.tokens) / requestsPerSecond) * 1000));
    if (waitMs > LIMITS.servedWaitMs)
      throw new SundialError('call-too-often', { seconds: Math.ceil(waitMs / 1000) });
    bucket.tokens -= 1;
    bucket.atWork += 1;
    if (waitMs > 0) await this.pause(waitMs);
    return () => {
      bucket.atWork -= 1;
    };
  }

  private bucketOf(client: string, tokens: number): Bucket {
    const known = this.buckets.get(client);
    if (known) {
      // Moves the client to the end, so that the first one is the one that has asked least recently.
      this.buckets.delete(client);
      this.buckets.set(client, known);
      return known;
    }
    if (this.buckets.size >= CLIENTS) this.forgetOne();
    const bucket = { tokens, at: this.now(), atWork: 0 };
    this.buckets.set(client, bucket);
    return bucket;
  }

  private forgetOne(): void {
    for (const [client, { atWork }] of this.buckets) {
      if (atWork > 0) continue;
      this.buckets.delete(client);
      return;
    }
  }
}
