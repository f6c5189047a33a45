// Chooses how many events a page has, so that its text stays within the limit of a batch.
import { asSundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** What a page turned out to hold. */
export interface PageFacts {
  readonly rows: number;
  readonly bytes: number;
}

/** The share of a batch's limit for which pages are made, because events differ in size; a larger page is read again. */
const PAGE_SHARE = 0.75;

export class PageSize {
  private mostRows = Number.POSITIVE_INFINITY;

  /** @param mostBytes text of a page; an engine's error shows if it was more */
  constructor(private readonly mostBytes: number = LIMITS.outputBatchBytes) {}

  /**
   * Reads a page, and again with fewer rows as long as its text is too large.
   *
   * @param rows the most rows that are wanted
   * @param read reads that many rows, with these settings at the end of its statement; none = there are no more
   */
  async read<Page extends PageFacts>(
    rows: number,
    read: (rows: number, settings: string) => Promise<Page | undefined>,
  ): Promise<Page | undefined> {
    for (;;) {
      const most = Math.min(rows, this.mostRows);
      try {
        const page = await read(most, this.settingsFor(most));
        if (page) this.mostRows = Math.ceil((page.rows * PAGE_SHARE * this.mostBytes) / page.bytes);
        return page;
      } catch (thrown) {
        if (most === 1 || !isTooLarge(thrown)) throw thrown;
        this.mostRows = Math.max(1, Math.floor(most / 4));
      }
    }
  }

  /** A single event may be larger; its size is limited when its report is read. */
  private settingsFor(rows: number): string {
    return rows === 1 ? '' : ` SETTINGS max_result_bytes = ${this.mostBytes}, result_overflow_mode = 'throw'`;
  }
}

/** The engine's error for a result beyond `max_result_bytes`, or for one that does not fit its memory. */
function isTooLarge(thrown: unknown): boolean {
  const { code, message } = asSundialError(thrown);
  return code === 'query-memory' || /Limit for result exceeded|TOO_MANY_ROWS_OR_BYTES/.test(message);
}
