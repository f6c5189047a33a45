// The reports' own columns of events, assembled from the texts of stored columns and the map of all others.
import { CELL_TEXTS, type ReportHeader } from '../../store/index.js';
import { ORIGINAL } from '../answer/page.js';
import { ALL, columnsOfReports } from '../export/report-columns.js';
import { validMap, validTexts } from '../language/valid-text.js';

/** A column of one report. */
export interface OwnColumn {
  readonly name: string;
  /** Its name in a JSON object. */
  readonly title: string;
  /** The beginning of its member in a JSON object, with the colon. */
  readonly member: string;
  /** The index of its text among the stored columns; -1 if only the map can have the text. */
  readonly at: number;
}

/** A cell that is not empty. */
export interface OwnCell {
  readonly column: OwnColumn;
  readonly text: string;
}

type Texts = readonly string[];
type Rest = Readonly<Record<string, string>>;

export class OwnColumns {
  /** The names of these columns in a JSON object, each once, in the order of the headers. */
  readonly titles: readonly string[];
  /** Stored columns that some report of the slice uses. */
  private readonly slots: readonly string[];
  private readonly byLoad: ReadonlyMap<number, readonly OwnColumn[]>;

  /**
   * @param names the requested fields; `original` and `all` stand for columns of reports
   * @param taken the titles of fields, which take precedence over columns with the same name
   */
  constructor(
    names: readonly string[],
    headers: ReadonlyMap<number, ReportHeader>,
    taken: ReadonlySet<string>,
  ) {
    const wanted = wantedColumns(names, headers);
    const used = [...headers.values()].flatMap(({ slots }) => slots);
    this.slots = wanted.size === 0 ? [] : [...new Set(used)].filter((slot) => CELL_TEXTS.has(slot));
    const titleOf = (name: string) => (taken.has(name) ? `${ORIGINAL}.${name}` : name);
    this.titles = [...wanted].map(titleOf);
    const own = ([load, { header, slots }]: [number, ReportHeader]) => {
      const columns = header.flatMap((name, place): OwnColumn[] => {
        if (!wanted.has(name)) return [];
        const title = titleOf(name);
        return [
          { name, title, member: `${JSON.stringify(title)}:`, at: this.slots.indexOf(slots[place] ?? '') },
        ];
      });
      return [load, columns] as const;
    };
    this.byLoad = new Map([...headers].map(own));
  }

  /** SQL of two JSON texts: the stored columns' texts, and the map. */
  get sql(): readonly [texts: string, rest: string] {
    const texts = this.slots.map((slot) => CELL_TEXTS.get(slot)!);
    const rest = validMap('CAST(e.rest AS Map(String, String))');
    const list = `CAST([${texts.join(', ')}] AS Array(String))`;
    return [`toJSONString(${validTexts(list)})`, this.isEmpty ? "'{}'" : `toJSONString(${rest})`];
  }

  /** The cells of a row that are not empty. */
  cells(load: number, texts: Texts, rest: Rest): OwnCell[] {
    const found: OwnCell[] = [];
    for (const column of this.byLoad.get(load) ?? []) {
      const { name, at } = column;
      // A stored text takes precedence, because it exists only if the typed value would print differently.
      const kept = Object.hasOwn(rest, name) ? rest[name]! : '';
      const text = kept || (texts[at] ?? '');
      if (text !== '') found.push({ column, text });
    }
    return found;
  }

  private get isEmpty(): boolean {
    return [...this.byLoad.values()].every((columns) => columns.length === 0);
  }
}

function wantedColumns(names: readonly string[], headers: ReadonlyMap<number, ReportHeader>): Set<string> {
  const columns = columnsOfReports(headers);
  if (names.includes(ORIGINAL)) return new Set(columns.map(({ name }) => name));
  if (names.includes(ALL)) return new Set(columns.flatMap(({ name, isRest }) => (isRest ? [name] : [])));
  return new Set();
}
