// Counts what the batches of one run have written, for the row of the ingestion log.
import type { SliceEvents, Written } from './batch.js';

export class RunTally {
  inserted = 0;
  known = 0;
  private earlierReports = 0;
  private slice = '';
  /** Events come slice by slice, so the lists of one slice at a time suffice. */
  private readonly lists = new Set<string>();

  /** Reports with events in the run; one whose slice came twice counts twice. */
  get reports(): number {
    return this.earlierReports + this.lists.size;
  }

  add({ slice, appeared, withdrawn }: SliceEvents, written: Written): void {
    this.inserted += written.inserted;
    this.known += written.known;
    const name = `${slice.type} ${slice.date}`;
    if (name !== this.slice) {
      this.earlierReports += this.lists.size;
      this.lists.clear();
      this.slice = name;
    }
    for (const { list } of [...appeared, ...withdrawn]) this.lists.add(list);
  }
}
