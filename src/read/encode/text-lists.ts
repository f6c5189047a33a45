// Collects the texts of each load's columns, block by block, and writes them as rows of text lists.
import { LISTED_COLUMNS, REST, TAGS } from '../../domain/listed-texts.js';
import type { ReportPlan } from '../plan.js';
import { type BlockColumn, blockParts, PlainColumn, Sink, type TextCells, TextWalk } from './native.js';
import { type ValueColumn, WordColumn } from './sparse-columns.js';

/** The rows of one report in a block. */
export interface ReportRows {
  readonly plan: ReportPlan;
  readonly from: number;
  /** The row behind the last one. */
  readonly to: number;
}

/** The columns of a block from which texts are collected. */
export interface TextSources {
  readonly fields: ReadonlyMap<string, ValueColumn | WordColumn>;
  readonly carried: ReadonlyMap<string, { readonly column: unknown }>;
  readonly tags: TextCells;
  readonly rest: TextCells;
}

/** The texts of a load that are held at most before rows are written; the load then has several rows for a column. */
const MOST_BYTES = 2 * 1024 * 1024;

/** So many words of a block are mostly different ones in the next block, and are listed again rather than compared. */
const MANY_WORDS = 200;

/** In columns whose cells have at least so many bytes on average, omitting the empty ones takes longer than it saves. */
const DENSE_BYTES = 4;

/** Rows of text lists under construction. Texts are separated by line breaks or by their lengths, as bytes. */
export class TextLists {
  rows = 0;
  readonly isFull = false;
  /** The load whose texts are being collected. */
  private plan: ReportPlan | undefined;
  private readonly words = new Map<string, Set<string>>();
  private readonly texts = new Map<string, Sink>();
  private readonly marks = new Set<string>();
  private bytes = 0;
  private readonly load = new PlainColumn('load', 'UInt32');
  private readonly type = new PlainColumn('report_type', 'String');
  private readonly date = new PlainColumn('report_date', 'UInt16');
  private readonly column = new PlainColumn('column', 'String');
  private readonly text = new PlainColumn('text', 'String');
  private readonly columns: readonly BlockColumn[] = [
    this.load,
    this.type,
    this.date,
    this.column,
    this.text,
  ];

  get byteLength(): number {
    return this.text.byteLength;
  }

  /** Collects the texts of a complete block. */
  collect(block: readonly ReportRows[], sources: TextSources): void {
    const walks = new Map<TextCells, TextWalk>();
    for (const rows of block) {
      if (rows.from === rows.to) continue;
      if (rows.plan.load !== this.plan?.load) this.finish();
      this.plan = rows.plan;
      // The load has lists, even if its rows have no texts.
      this.marks.add('');
      const isWhole = block.length === 1;
      for (const [name, source] of columnsOf(rows.plan, sources))
        this.add(name, source, { ...rows, isWhole }, walks);
      if (this.bytes >= MOST_BYTES) this.finish();
    }
  }

  private add(
    name: string,
    source: unknown,
    { from, to, isWhole }: ReportRows & { readonly isWhole: boolean },
    walks: Map<TextCells, TextWalk>,
  ): void {
    if (LISTED_COLUMNS.get(name) === 'mark') {
      this.marks.add(name);
    } else if (source instanceof WordColumn && isWhole && source.dictionary.count > MANY_WORDS) {
      const { bytes } = source.dictionary;
      entry(this.texts, name, () => new Sink()).raw(bytes);
      this.bytes += bytes.length;
    } else if (source instanceof WordColumn) {
      const words = entry(this.words, name, () => new Set<string>());
      for (const word of source.wordsOf(from, to)) {
        if (words.has(word)) continue;
        words.add(word);
        this.bytes += word.length;
      }
    } else {
      const texts = entry(this.texts, name, () => new Sink());
      const before = texts.length;
      const cells = source as TextCells;
      if (isWhole && cells.texts.length >= to * DENSE_BYTES)
        texts.raw(cells.texts.bytes, 0, cells.texts.length);
      else entry(walks, cells, () => new TextWalk(cells)).copyRows(from, to, texts);
      this.bytes += texts.length - before;
    }
  }

  /** Makes rows of what was collected. */
  finish(): void {
    for (const name of this.marks) this.addRow(name, NO_BYTES);
    for (const [name, words] of this.words)
      if (words.size > 0) this.addRow(name, Buffer.from([...words].join('\n'), 'latin1'));
    for (const [name, texts] of this.texts) {
      if (texts.length > 0) this.addRow(name, texts.bytes.subarray(0, texts.length));
      texts.clear();
    }
    this.marks.clear();
    this.words.clear();
    this.bytes = 0;
    this.plan = undefined;
  }

  private addRow(name: string, text: Buffer): void {
    const { load, typeBytes, day } = this.plan!;
    this.rows++;
    this.load.u32(load);
    this.type.string(typeBytes);
    this.date.u16(day);
    this.column.string(Buffer.from(name));
    this.text.string(text);
  }

  /** Hands the rows' bytes to `write`, which must be done with them when it returns. Returns the columns. */
  flush(write: (parts: Uint8Array[]) => void): readonly BlockColumn[] {
    write(blockParts(this.columns, this.rows));
    for (const column of this.columns) column.clear();
    this.rows = 0;
    return this.columns;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** The searched columns that a report feeds and that have a value in some row of the block, by name. */
function columnsOf(plan: ReportPlan, { fields, carried, tags, rest }: TextSources): [string, unknown][] {
  const ofFields = plan.readers.flatMap(({ column }): [string, unknown][] =>
    LISTED_COLUMNS.has(column) ? [[column, fields.get(column)]] : [],
  );
  const ofCarried = plan.carriedCells.map((cell): [string, unknown] => {
    const name = plan.slots[cell]!;
    return [name, carried.get(name)!.column];
  });
  const used = [...ofFields, ...ofCarried].filter(([, column]) => {
    return (column as ValueColumn | WordColumn).isUsed;
  });
  return [...used, [TAGS, tags], [REST, rest]];
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
