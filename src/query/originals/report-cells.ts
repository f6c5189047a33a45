// The columns of the reports that hold a slice's events, and the SQL of their cells with the exact bytes of the reports.
import { carriedColumn } from '../../domain/carried-columns.js';
import { CELL_TEXTS, type ReportHeader } from '../../store/index.js';
import { validText } from '../language/valid-text.js';

/** The slot of a column in some of the loads. */
interface Feeding {
  readonly slot: string;
  readonly loads: readonly number[];
}

export class ReportCells {
  /** The columns of all headers, each once, in the order first seen. */
  readonly columns: readonly string[];
  /** Bound values that the SQL of cells contains. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  private readonly loads: ReadonlySet<number>;
  private readonly cells: readonly string[];

  /** @param headers of all loads that hold events of the slice, in the order of their columns */
  constructor(headers: ReadonlyMap<number, ReportHeader>) {
    this.loads = new Set(headers.keys());
    const columns = new Map<string, Feeding[]>();
    for (const [load, { header, slots }] of headers)
      for (const [index, name] of header.entries())
        columns.set(name, withLoad(columns.get(name) ?? [], slots[index] ?? '', load));
    this.columns = [...columns.keys()];
    this.cells = [...columns.values()].map((feedings, index) => this.cellSql(`cell_${index}`, feedings));
    const names = this.columns.map((name, index) => [`cell_${index}`, name]);
    const members = this.columns.map((name) => `${JSON.stringify(name)}:`);
    this.values = { ...Object.fromEntries(names), cell_members: members };
  }

  /** The loads whose columns are known. */
  get ofLoads(): readonly number[] {
    return [...this.loads];
  }

  /** Whether the columns of an event's load are known. */
  knows(load: number): boolean {
    return this.loads.has(load);
  }

  /** SQL of all cells of an event with the alias `e`, as an array of texts. */
  get sql(): string {
    return `CAST([${this.cells.join(', ')}] AS Array(String))`;
  }

  private cellSql(parameter: string, feedings: readonly Feeding[]): string {
    const [only, ...others] = feedings;
    // A typed column may hold the values of another column in loads that lack this one.
    if (others.length === 0 && only!.loads.length === this.loads.size) return cellOf(parameter, only!.slot);
    const cases = feedings.map(
      ({ slot, loads }) => `e.load IN (${loads.join(', ')}), ${cellOf(parameter, slot)}`,
    );
    return `multiIf(${cases.join(', ')}, '')`;
  }
}

/** SQL of a row of CSV over the array of its cells: each cell is quoted and otherwise unchanged. */
export function csvLine(cells: string): string {
  return `concat(arrayStringConcat(arrayMap(cell -> concat('"', replaceAll(cell, '"', '""'), '"'), ${cells}), ','), '\\n')`;
}

/** SQL of a row as a JSON object of texts with a comma before it, over the array of its cells. */
export function jsonObject(cells: string): string {
  const member = `concat(member, toJSONString(${validText('cell')}))`;
  return `concat(',{', arrayStringConcat(arrayMap((member, cell) -> ${member}, {cell_members:Array(String)}, ${cells}), ','), '}')`;
}

function withLoad(feedings: readonly Feeding[], slot: string, load: number): Feeding[] {
  const same = feedings.find((feeding) => feeding.slot === slot);
  if (!same) return [...feedings, { slot, loads: [load] }];
  return feedings.map((feeding) => (feeding === same ? { slot, loads: [...same.loads, load] } : feeding));
}

/** A stored text takes precedence, because it exists only if the typed value would print differently. */
function cellOf(parameter: string, slot: string): string {
  const kept = `e.rest[{${parameter}:String}]`;
  const text = CELL_TEXTS.get(slot);
  if (text === undefined) return kept;
  return isExact(slot) ? `toString(${text})` : `if(${kept} != '', ${kept}, toString(${text}))`;
}

/** Whether a carried column stores every text of its report's column, so that the map has none of them. */
function isExact(slot: string): boolean {
  const kind = carriedColumn(slot)?.kind;
  return kind === 'word' || kind === 'text';
}
