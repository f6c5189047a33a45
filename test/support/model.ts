// The visible events after any sequence of deliveries, as a minimal model: one map per slice, no rows, no ids.
import type { FileOutcome } from '../../src/pipeline/index.js';

/** A delivery in the model: events by number, including repeated ones. */
export interface ModelDelivery {
  readonly list: string;
  readonly events: readonly number[];
  /** Distinguishes contents with the same rows: a different order or byte-order mark makes a different file. */
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

  /** Processes one command's deliveries and returns the outcome of each. */
  deliver(deliveries: readonly ModelDelivery[]): FileOutcome['outcome'][] {
    const seen = new Map<string, { content: string; publishedAt: number }>();
    return deliveries.map((delivery) => {
      const { list, publishedAt } = delivery;
      const content = JSON.stringify([delivery.events, delivery.form]);
      const earlier = seen.get(list);
      // Two versions in one command are distinguished by their publishing times, if both are known.
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
