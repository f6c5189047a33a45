// The memo of an output, stored as JSON with its position: unfinished work, counts and the last problem.
import type { EventPosition } from '../../query/index.js';
import type { ChangeFeed, Consumer } from '../../store/index.js';
import type { FindingPosition } from '../../triage/index.js';
import type { EarlierEvents } from './earlier.js';

/** A position among the events of slices in the order of dates and types. */
export interface SlicePosition {
  readonly date: string;
  readonly type: string;
  readonly part: 'visible' | 'withdrawn' | 'appeared' | 'ended';
  /** The last event that was sent; undefined if no event of this part was sent. */
  readonly event?: EventPosition;
}

/** The stored events that are sent before changes: all of them, or a part. */
export interface StoredWork {
  readonly since: string;
  readonly until: string;
  readonly after?: SlicePosition;
}

/** The numbers of messages accepted so far, by kind. */
export interface Sent {
  readonly appeared: number;
  readonly withdrawn: number;
  readonly findings: number;
  readonly reports: number;
}

/** The reason why the output does not send at the moment. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** Failures in a row. */
  readonly failures: number;
  /** Unix seconds of the first failure. */
  readonly since: number;
}

export interface Memo {
  readonly stored?: StoredWork;
  /** The position within the next flip. */
  readonly within?: SlicePosition & { readonly flip: number };
  /** The position within the next step. */
  readonly finding?: FindingPosition;
  /** Stored events with which the output did not begin. */
  readonly earlier?: EarlierEvents;
  readonly sent: Sent;
  /** Events that were not sent because of their marking, each time that the output came to them. */
  readonly withheld?: number;
  readonly problem?: Problem;
  /** Unix seconds of the last accepted batch. */
  readonly sentAt?: number;
  /** Events per second while the output last sent. */
  readonly rate?: number;
}

const NEW: Memo = { sent: { appeared: 0, withdrawn: 0, findings: 0, reports: 0 } };

/** The state of one output in the store: its position and its memo, written together. */
export class OutputState {
  private constructor(
    private readonly feed: ChangeFeed,
    private readonly name: string,
    private readonly seconds: () => number,
    private known: Consumer | undefined,
    readonly memo: Memo,
  ) {}

  static async read(feed: ChangeFeed, name: string, seconds: () => number): Promise<OutputState> {
    const known = await feed.consumer(name);
    return new OutputState(feed, name, seconds, known, memoOf(known));
  }

  /** Whether the output has never begun. */
  get isNew(): boolean {
    return this.known === undefined;
  }

  get flip(): number {
    return this.known?.flip ?? 0;
  }

  get step(): number {
    return this.known?.step ?? 0;
  }

  get life(): string {
    return this.known?.life ?? this.feed.life;
  }

  /** Writes the state durably and returns it; omitted parts stay, and parts given as undefined are removed. */
  async write(
    change: { readonly flip?: number; readonly step?: number } & {
      readonly [Part in keyof Memo]?: Memo[Part] | undefined;
    },
  ): Promise<OutputState> {
    const { flip = this.flip, step = this.step, ...parts } = change;
    const memo = { ...this.memo, ...parts } as Memo;
    const consumer = { name: this.name, flip, step, memo: JSON.stringify(memo), at: this.seconds() };
    await this.feed.remember(consumer);
    const known = { ...consumer, life: this.feed.life };
    return new OutputState(this.feed, this.name, this.seconds, known, memo);
  }
}

/** The number of events that an output has withheld, in the text of its memo. */
export function withheldIn(memo: string): number {
  return memoOf({ memo }).withheld ?? 0;
}

/** The memo of a consumer. */
export function memoOf(consumer: Pick<Consumer, 'memo'> | undefined): Memo {
  return consumer && consumer.memo !== '' ? { ...NEW, ...(JSON.parse(consumer.memo) as Memo) } : NEW;
}
