// The feed of changes of an open store: records the changes of flips, and serves them to consumers.
import type { Engine } from '../engine/engine.js';
import type { LedgerRow } from '../ledger/ledger.js';
import { type Consumer, Consumers, type Position } from './consumers.js';
import { ChangeReader, type LoadedVersion, type SliceChange } from './feed.js';
import { prune } from './prune.js';
import { ChangeRecord } from './record.js';

/** The feed for consumers; positions are those of ADR 17. */
export interface ChangeFeed {
  /** The life of the store; positions of another life are invalid. */
  readonly life: string;
  /** The last flip whose changes are known completely. */
  head(): Promise<number>;
  /** Whether everything after a position is still known. */
  reaches(position: Position): Promise<boolean>;
  /** The changes of slices after one flip, up to another, in order. */
  after(after: number, until: number): Promise<SliceChange[]>;
  /** Reports that were loaded after one flip, up to another, with new content. */
  loaded(after: number, until: number): Promise<LoadedVersion[]>;
  /** The slices with events of report dates in a range, in the order of dates and types, with their numbers of events. */
  slices(since: string, until: string): Promise<{ type: string; date: string; events: number }[]>;
  /** The live reports of report dates in a range. */
  stored(since: string, until: string): Promise<LoadedVersion[]>;
  /** The slices without any report up to a flip: everything in them became visible later. */
  begunAfter(flip: number): Promise<{ type: string; date: string }[]>;
  /** The last flip before a time. @param seconds unix seconds */
  lastBefore(seconds: number): Promise<number>;
  /** Unix seconds of the first flip after one; 0 without a later one. */
  timeAfter(flip: number): Promise<number>;
  consumers(): Promise<readonly Consumer[]>;
  consumer(name: string): Promise<Consumer | undefined>;
  /** Remembers a position durably. */
  remember(consumer: Omit<Consumer, 'life'>): Promise<void>;
  forget(name: string): Promise<void>;
  /** Removes details that every consumer has received, and those from before a time. @param oldest unix seconds */
  prune(oldest: number): Promise<void>;
}

/** Records changes in the lane of Sundial's own work; one call at a time. */
export class Changes {
  private readonly recording: ChangeRecord;
  private readonly positions: Consumers;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: Engine,
    readonly life: string,
  ) {
    this.positions = new Consumers(engine, life);
    this.recording = new ChangeRecord(engine, () => this.positions.received());
  }

  /**
   * Records the flips in which loads died; call it before their rows are removed. Without consumers nothing is recorded: a
   * later consumer begins with what is stored then.
   */
  async record(dead: readonly LedgerRow[]): Promise<void> {
    if (dead.length === 0 || (await this.positions.all()).length === 0) return;
    await this.exclusively(() => this.recording.record(dead));
  }

  /** Removes details that no consumer needs; never while rows are recorded, because whole partitions are dropped. */
  async prune(oldest: number): Promise<void> {
    await this.exclusively(async () =>
      prune(this.engine, { received: await this.positions.received(), oldest }),
    );
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => {});
    return result;
  }
}

/** @param lane reads the feed and writes positions without waiting for loads */
export function changeFeed(changes: Changes, lane: Engine): ChangeFeed {
  const { life } = changes;
  const reader = new ChangeReader(lane);
  const consumers = new Consumers(lane, life);
  return {
    life,
    head: () => reader.head(),
    reaches: async (position) =>
      position.life === life &&
      position.flip >= (await reader.floor()) &&
      position.flip <= (await reader.last()),
    after: (after, until) => reader.after(after, until),
    loaded: (after, until) => reader.loaded(after, until),
    slices: (since, until) => reader.slices(since, until),
    stored: (since, until) => reader.stored(since, until),
    begunAfter: (flip) => reader.begunAfter(flip),
    lastBefore: (seconds) => reader.lastBefore(seconds),
    timeAfter: (flip) => reader.timeAfter(flip),
    consumers: () => consumers.all(),
    consumer: (name) => consumers.find(name),
    remember: (consumer) => consumers.remember({ ...consumer, life }),
    forget: (name) => consumers.forget(name),
    prune: (oldest) => changes.prune(oldest),
  };
}
