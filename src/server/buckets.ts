// Tokens of clients, which come back with time: each request takes one, and without any the client has to wait.

export interface Rate {
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** The most tokens that a client has. */
  readonly most: number;
}

export interface Bucket {
  tokens: number;
  at: number;
  /** Requests that are being answered. */
  atWork: number;
}

/** Clients that are remembered; the oldest idle one is forgotten first, which only gives back its tokens. */
const CLIENTS = 10_000;

export class Buckets {
  private readonly buckets = new Map<string, Bucket>();

  /** @param now a steady clock, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A client's bucket with its tokens as of now. A new client has all tokens. */
  of(client: string, { perSecond, most }: Rate): Bucket {
    const now = this.now();
    const bucket = this.known(client) ?? this.added(client, { tokens: most, at: now, atWork: 0 });
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    return bucket;
  }

  private known(client: string): Bucket | undefined {
    const bucket = this.buckets.get(client);
    if (bucket) {
      // Moves the client to the end, so that the first one is the one that has asked least recently.
      this.buckets.delete(client);
      this.buckets.set(client, bucket);
    }
    return bucket;
  }

  private added(client: string, bucket: Bucket): Bucket {
    if (this.buckets.size >= CLIENTS) this.forgetOne();
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

/** Milliseconds until the bucket has a token; 0 if it has one. */
export function msToToken({ tokens }: Bucket, { perSecond }: Rate): number {
  return Math.max(0, Math.ceil(((1 - tokens) / perSecond) * 1000));
}
