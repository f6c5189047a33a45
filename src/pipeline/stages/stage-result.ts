// The result of one stage: how many items it took in, gave out, skipped and failed, and what became of each.
import type { SundialError } from '../../domain/errors.js';
import type { Stage, TrackerMode } from '../../domain/stages.js';

/** `would`: what the rehearsal of a stage lists. */
export type ItemOutcome = 'done' | 'would' | 'skipped' | 'failed';

/** An item of a stage: a report, a message, a mailbox or an output. */
export interface StageItem {
  readonly name: string;
  readonly outcome: ItemOutcome;
  /** Why it was skipped or failed, or what is worth knowing; empty = nothing. */
  readonly note: string;
  readonly rows: number;
  /** Rows that could not be aligned with their columns. */
  readonly quarantined: number;
  readonly error?: SundialError;
}

export interface StageResult {
  readonly stage: Stage;
  readonly tracker: TrackerMode;
  /** Items that the stage looked at: `in` = `out` + `skipped` + `failed`. */
  readonly in: number;
  /** Items that the stage did, or would do. */
  readonly out: number;
  readonly skipped: number;
  readonly failed: number;
  /** Rows of the items in `out`. */
  readonly rows: number;
  readonly quarantined: number;
  readonly seconds: number;
  /** The items, without those that were done before. */
  readonly items: readonly StageItem[];
  /** Why the stage ended early. */
  readonly error?: SundialError;
}

/** Receives the progress of a stage. */
export interface StageWatch {
  /** A stage begins. @param of the number of its items, if known */
  begins(stage: Stage, of?: number): void;
  /** An item was looked at. */
  item(stage: Stage, item: StageItem): void;
  /** A stage ended. */
  ends(result: StageResult): void;
}

/** Adds up a stage while it runs. */
export class Tally {
  private readonly began = performance.now();
  private readonly counts = { done: 0, would: 0, skipped: 0, failed: 0 };
  private readonly items: StageItem[] = [];
  private rows = 0;
  private quarantined = 0;

  constructor(
    readonly stage: Stage,
    readonly tracker: TrackerMode,
    private readonly watch: StageWatch,
    of?: number,
  ) {
    watch.begins(stage, of);
  }

  add({
    note = '',
    rows = 0,
    quarantined = 0,
    ...given
  }: Pick<StageItem, 'name' | 'outcome'> & Partial<StageItem>): void {
    const item = { ...given, note, rows, quarantined };
    this.counts[item.outcome]++;
    if (item.outcome === 'done') {
      this.rows += rows;
      this.quarantined += quarantined;
    }
    if (item.outcome !== 'skipped' || note !== '') this.items.push(item);
    this.watch.item(this.stage, item);
  }

  fail(name: string, error: SundialError): void {
    this.add({ name, outcome: 'failed', note: error.message, error });
  }

  end(error?: SundialError): StageResult {
    const { done, would, skipped, failed } = this.counts;
    const result = {
      ...{ stage: this.stage, tracker: this.tracker },
      ...{ in: done + would + skipped + failed, out: done + would, skipped, failed },
      ...{ rows: this.rows, quarantined: this.quarantined },
      seconds: (performance.now() - this.began) / 1000,
      items: this.items,
      ...(error && { error }),
    };
    this.watch.ends(result);
    return result;
  }
}
