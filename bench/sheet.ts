// The form of a benchmark's results: figures by row and column, printed as an aligned table or as JSON.
import { availableParallelism, cpus, totalmem } from 'node:os';

/** One benchmark's results. */
export interface Sheet {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Settings and remarks, one line each. */
  readonly notes: readonly string[];
  /** The same figures for programs. */
  readonly figures: object;
}

/** The sheet as text: the first column aligned left, figures aligned right. */
export function sheetText({ title, columns, rows, notes }: Sheet): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, at) => (at === 0 ? (cells[at] ?? '').padEnd(width) : (cells[at] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return [title, '', line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '']
    .concat(notes)
    .join('\n');
}

/** A number with groups of three digits and a number of decimals. */
export function figure(value: number, decimals = 0): string {
  const [whole, rest] = value.toFixed(decimals).split('.');
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ' ');
  return rest ? `${grouped}.${rest}` : grouped;
}

export const mib = (bytes: number): string => `${figure(bytes / 1024 / 1024)} MiB`;

/** The factors besides the code that the figures depend on. */
export function machine(): { cores: number; processor: string; memoryMib: number; node: string } {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMib: Math.round(totalmem() / 1024 / 1024),
    node: process.version,
  };
}

export function machineNote(): string {
  const { cores, processor, memoryMib, node } = machine();
  return `machine: ${cores} cores (${processor}), ${figure(memoryMib)} MiB memory, Node ${node}`;
}
