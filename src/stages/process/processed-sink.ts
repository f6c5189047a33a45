// Receives the rows of a report while it is read, and writes them with their enriched columns, a batch at a time.
import type { ReportType } from '../../catalogue/index.js';
import { parseAddress } from '../../domain/address.js';
import type { Cells, RowSink } from '../../read/index.js';
import { ENRICHED_COLUMNS, type Enrich, enrichedCells } from '../enriched.js';
import { RowBuffer, rowOf } from '../rows.js';
import { type SubjectCell, subjectCells } from '../subject-cells.js';

/** Rows that are looked up together: many addresses repeat within a batch, and a batch of usual rows is some MiB. */
const BATCH_ROWS = 10_000;
/** Bytes of a batch, which bound the memory if rows are long. */
const BATCH_BYTES = 8 * 1024 * 1024;

const COMMA = Buffer.from(',');
const NOT_ENRICHED = Buffer.concat([COMMA, rowOf(ENRICHED_COLUMNS.map(() => ''))]);
const NO_CELL = Buffer.alloc(0);

export interface SinkParts {
  readonly facts: Pick<ReportType, 'subject'>;
  readonly date: string;
  readonly enrich: Enrich;
  readonly write: (content: Uint8Array) => Promise<void>;
  /** The report's columns; omitted = those of the first row. */
  readonly header?: readonly string[];
}

/** Thrown if a later row of a JSON report has more columns than the header that was written. */
export class HeaderGrew extends Error {}

export class ProcessedSink implements Pick<RowSink, 'events' | 'rowAdded'> {
  rows = 0;
  private header: readonly string[] | undefined;
  private subjects: readonly SubjectCell[] = [];
  private readonly waiting = new RowBuffer();
  /** For each waiting row the end of its cells, and its subject's address. */
  private ends: number[] = [];
  private addresses: string[] = [];
  readonly events: RowSink['events'] = { add: (plan, row) => this.add(plan.header, row) };
  readonly rowAdded = (): void => {};

  constructor(private readonly parts: SinkParts) {
    if (parts.header) this.begin(parts.header);
  }

  get columns(): number {
    return this.header?.length ?? 0;
  }

  /** Writes the batch if it is large enough; the reader waits meanwhile. */
  async settle(): Promise<void> {
    if (this.ends.length >= BATCH_ROWS || this.waiting.length >= BATCH_BYTES) await this.flush();
  }

  /** Writes what is left. @param header for a report without rows */
  async finish(header: readonly string[]): Promise<void> {
    if (!this.header) this.begin(header);
    await this.flush();
  }

  private begin(header: readonly string[]): void {
    this.header = [...header];
    this.subjects = subjectCells(this.parts.facts, header);
    this.waiting.bytes(rowOf([...header, ...ENRICHED_COLUMNS]));
    this.ends.push(this.waiting.length);
    this.addresses.push(HEADER);
  }

  private add(header: readonly string[], row: Cells): void {
    if (!this.header) this.begin(header);
    if (header.length > this.header!.length) throw new HeaderGrew();
    const { buffer, starts, ends, count } = row;
    for (let cell = 0; cell < this.header!.length; cell++) {
      if (cell < count) this.waiting.cell(buffer, starts[cell]!, ends[cell]!, cell === 0);
      else this.waiting.cell(NO_CELL, 0, 0, cell === 0);
    }
    this.ends.push(this.waiting.length);
    this.addresses.push(addressOf(row, this.subjects));
    this.rows++;
  }

  private async flush(): Promise<void> {
    const { waiting, ends, addresses, parts } = this;
    const asked = [...new Set(addresses)].filter((address) => address !== '' && address !== HEADER);
    const known = asked.length > 0 ? await parts.enrich(asked, parts.date) : new Map();
    const suffixes = new Map(
      [...known].map(([address, values]) => [address, suffixOf(enrichedCells(values))]),
    );
    const whole = new RowBuffer();
    const { content } = waiting;
    let start = 0;
    for (const [index, end] of ends.entries()) {
      whole.bytes(content.subarray(start, end));
      const address = addresses[index]!;
      if (address !== HEADER) whole.bytes(suffixes.get(address) ?? NOT_ENRICHED);
      start = end;
    }
    await parts.write(whole.content);
    waiting.clear();
    this.ends = [];
    this.addresses = [];
  }
}

/** Stands for the header among the addresses of rows. */
const HEADER = 'header';

function suffixOf(cells: readonly string[]): Buffer {
  return Buffer.concat([COMMA, rowOf(cells)]);
}

/** The address of a row's subject; empty if the subject is something else. */
export function addressOf({ buffer, starts, ends, count }: Cells, subjects: readonly SubjectCell[]): string {
  const subject = subjects.find(({ cell }) => cell < count && ends[cell]! > starts[cell]!);
  if (!subject?.isAddress) return '';
  const text = buffer.toString('latin1', starts[subject.cell], ends[subject.cell]).trim();
  return parseAddress(text)?.isNetwork === false ? text : '';
}
