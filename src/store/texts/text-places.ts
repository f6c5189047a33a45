// Finds the columns and loads in which a text can occur, from the text lists.
import { LISTED_COLUMNS, TAGS } from '../../domain/listed-texts.js';
import { askWith } from '../engine/asking.js';
import { cancellable } from '../engine/cancel.js';
import type { Engine, Parameters } from '../engine/engine.js';
import { canContain } from '../events/cell-texts.js';
import { UNLISTED } from './list-stored.js';

/** Where a text can occur: no event has the text in another column or belongs to another load. */
export interface TextPlaces {
  /** Columns of `event_rows`. */
  readonly columns: readonly string[];
  readonly loads: readonly number[];
  /** How many of the loads have the text in their lists; in the others, only reading the events tells. */
  readonly listedIn: number;
}

export interface TextSearch {
  readonly text: string;
  /** SQL condition over the columns `report_type` and `report_date`, with the alias `e`. */
  readonly condition: string;
  readonly values: Parameters;
  readonly signal?: AbortSignal | undefined;
}

export class TextPlacesReader {
  /** The ledger's position at which every load was known to have lists. */
  private completeAt: number | undefined;

  constructor(private readonly engine: Engine) {}

  /**
   * Finds the places of a text in the loads that meet a condition. Undefined if some of these loads have no lists yet.
   *
   * @throws SundialError `query-cancelled`, `query-memory`, `query-failed`
   */
  async find({ text, condition, values, signal }: TextSearch): Promise<TextPlaces | undefined> {
    if (!(await this.isListed(condition, values))) return undefined;
    const sql = `SELECT column, groupUniqArray(load) AS loads FROM text_lists AS e
       WHERE (${condition}) AND column != ''
         AND (column IN {read_columns:Array(String)} OR positionCaseInsensitive(text, {searched:String}) > 0)
       GROUP BY column ORDER BY column`;
    const read = readColumns(text);
    const found = await askWith({ signal, isHeavy: true }, () =>
      cancellable(this.engine, signal, (comment) =>
        this.engine.rows<{ column: string; loads: number[] }>(comment + sql, {
          ...values,
          searched: text,
          read_columns: read,
        }),
      ),
    );
    const listed = found.filter(({ column }) => !read.includes(column));
    return {
      columns: found.map(({ column }) => column),
      loads: loadsOf(found).sort((a, b) => a - b),
      listedIn: loadsOf(listed).length,
    };
  }

  /** Whether all loads that meet a condition have lists. */
  private async isListed(condition: string, values: Parameters): Promise<boolean> {
    const [{ seq } = { seq: 0 }] = await this.engine.rows<{ seq: number }>(
      'SELECT max(seq) AS seq FROM ledger',
    );
    if (this.completeAt === seq) return true;
    const unlisted = await this.engine.rows<{ load: number }>(`SELECT load FROM ${UNLISTED}`);
    if (unlisted.length === 0) {
      this.completeAt = seq;
      return true;
    }
    const [among] = await this.engine.rows<{ loads: number }>(
      `SELECT count() AS loads FROM ledger AS e WHERE (${condition}) AND load IN {unlisted:Array(UInt32)}`,
      { ...values, unlisted: unlisted.map(({ load }) => load) },
    );
    return among!.loads === 0;
  }
}

function loadsOf(found: readonly { readonly loads: readonly number[] }[]): number[] {
  return [...new Set(found.flatMap(({ loads }) => loads))];
}

/** The columns that a search for a text reads wherever they have a value, because their texts are not listed as they are shown. */
function readColumns(text: string): string[] {
  const marked = [...LISTED_COLUMNS].flatMap(([name, listed]) =>
    listed === 'mark' && canContain(name, text) ? [name] : [],
  );
  // Tags are listed one by one and shown with this separator.
  return text.includes(';') ? [...marked, TAGS] : marked;
}
