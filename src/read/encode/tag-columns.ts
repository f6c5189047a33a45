// The columns of tags and of CVE ids; CVE ids come from tags and from the columns that the catalogue names.

import type { ReportPlan } from '../plan.js';
import { type Cells, latin1 } from './cells.js';
import { ListColumn } from './native.js';
import { cvesIn, readTags } from './values.js';

/** Number of parsed tag texts to cache, and their maximum length; real reports have a few hundred distinct texts. */
const TAG_CACHE = 4_096;
const TAG_CACHE_LENGTH = 256;

/** The parsed content of a tag text. */
interface ReadText {
  readonly tags: readonly Buffer[];
  readonly cves: readonly string[];
  readonly exact: boolean;
}

export class TagColumns {
  readonly tags = new ListColumn('tags');
  private readonly cves = new ListColumn('cves');
  readonly columns = [this.tags, this.cves];
  private readonly texts = new Map<string, ReadText>();
  /** The CVE ids of the current row, each once. */
  private readonly rowCves = new Set<string>();

  /**
   * Adds the tags of a text with one character per byte; false if the text has to be stored as well.
   */
  add(text: string): boolean {
    const known = this.texts.get(text) ?? this.read(text);
    for (const tag of known.tags) this.tags.add(tag);
    for (const cve of known.cves) this.addCve(cve);
    return known.exact;
  }

  /** Adds the CVE ids in the other columns. */
  addCves(plan: ReportPlan, { buffer, starts, ends, count }: Cells): void {
    for (const cell of plan.cveCells) {
      if (cell >= count || starts[cell] === ends[cell]) continue;
      this.addCvesIn(latin1(buffer, starts[cell]!, ends[cell]!));
    }
  }

  /** Adds the CVE ids in a text. */
  addCvesIn(text: string): void {
    for (const cve of cvesIn(text)) this.addCve(cve);
  }

  private addCve(cve: string): void {
    if (this.rowCves.has(cve)) return;
    this.rowCves.add(cve);
    this.cves.add(Buffer.from(cve));
  }

  /** Parses a text, and caches the result unless the text is long, because reports repeat few texts. */
  private read(text: string): ReadText {
    const { value, exact } = readTags(text);
    const read = { tags: value.map((tag) => Buffer.from(tag, 'latin1')), cves: cvesIn(text), exact };
    if (this.texts.size >= TAG_CACHE) this.texts.clear();
    if (text.length <= TAG_CACHE_LENGTH) this.texts.set(text, read);
    return read;
  }

  endRow(): void {
    this.tags.endRow();
    this.cves.endRow();
    if (this.rowCves.size > 0) this.rowCves.clear();
  }
}
