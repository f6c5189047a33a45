// Limits requests: how many per second, and how many at the same time, for each key or address.
import { SundialError } from '../../domain/errors.js';

export interface RequestLimits {
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
}

/** Requests of one client: tokens come back with time, up to those of one second. */
interface Bucket {
  tokens: number;
  at: number;
  atWork: number;
}

/** Clients that are remembered; the oldest idle one is forgotten first, which only gives back its tokens. */
const CLIENTS = 10_000;

export class Limiter {
  private readonly buckets = new Map<string, Bucket>();

  /** @param now a steady clock, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Admits a request. @returns the function that ends it; call it once
   *
   * @throws SundialError `call-too-often`
   */
  admit(client: string, { requestsPerSecond, requestsAtOnce }: RequestLimits): () => void {
    const most = Math.max(1, requestsPerSecond);
    const bucket = this.bucketOf(client, most);
    const now = this.now();
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * requestsPerSecond);
    bucket.at = now;
    if (bucket.atWork >= requestsAtOnce) throw new SundialError('call-too-often', { seconds: 1 });
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / requestsPerSecond);
      throw new SundialError('call-too-often', { seconds });
    }
    bucket.tokens -= 1;
    bucket.atWork += 1;
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
