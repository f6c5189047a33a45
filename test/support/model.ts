// What must be visible after any sequence of deliveries, in the fewest words: one map per slice, no rows, no ids.
import type { FileOutcome } from '../../src/pipeline/index.js';

/** A delivery as the model sees it: events by number, repeated ones included. */
export interface ModelDelivery {
  readonly list: string;
  readonly events: readonly number[];
  /** Tells apart contents of the same rows: another order or byte-order mark is another file. */
  readonly form: number;
  /** 0 = unknown. */
  readonly publishedAt: number;
}

interface Version {
  readonly content: string;
  readonly rows: string;
  readonly events: readonly number[];
  publishedAt: number;
}

export class Model {
  private readonly live = new Map<string, Version>();

  /** Takes one command's deliveries and tells what becomes of each. */
  deliver(deliveries: readonly ModelDelivery[]): FileOutcome['outcome'][] {
    const seen = new Map<string, { content: string; publishedAt: number }>();
    return deliveries.map((delivery) => {
      const { list, publishedAt } = delivery;
      const content = JSON.stringify([delivery.events, delivery.form]);
      const earlier = seen.get(list);
      // Two versions in one command are told apart by their publisher's times, where both have one.
      const isOrdered = publishedAt > 0 && earlier !== undefined && earlier.publishedAt > 0;
      if (earlier && earlier.content !== content && !isOrdered) return 'failed';
      if (isOrdered || !earlier) seen.set(list, { content, publishedAt });
      return this.take(delivery, content);
    });
  }

  visible(): number[] {
    const events = [...this.live.values()].flatMap((version) => version.events);
    return [...new Set(events)].sort((a, b) => a - b);
  }

  private take({ list, events, publishedAt }: ModelDelivery, content: string): FileOutcome['outcome'] {
    const live = this.live.get(list);
    const rows = JSON.stringify([...events].sort((a, b) => a - b));
    if (live && live.content !== content) {
      const isOlder = live.publishedAt > 0 && publishedAt < live.publishedAt;
      if (isOlder) return 'older';
    }
    if (live?.rows === rows) {
      live.publishedAt = Math.max(live.publishedAt, publishedAt);
      return 'known';
    }
    this.live.set(list, { content, rows, events, publishedAt });
    return 'loaded';
  }
}
