// What is known about the report of a list, type and day, in words and signs.
import type { AnswerOf } from '../../data/request.ts';
import { counted } from '../../words/en.ts';

export type Line = AnswerOf<'calendar'>['lines'][number];
export type Cell = Line['cells'][number];
type CellState = Cell['state'];

/** The sign says the same as the colour. In the order of the legend. */
export const CELLS: Readonly<Record<CellState, { readonly sign: string; readonly words: string }>> = {
  loaded: { sign: '●', words: 'loaded' },
  reissued: { sign: '↻', words: 'loaded in a later version' },
  empty: { sign: '○', words: 'empty' },
  'set-aside': { sign: '▲', words: 'with rows set aside' },
  short: { sign: '◐', words: 'fewer rows than stated' },
  missing: { sign: '×', words: 'missing' },
  failed: { sign: '!', words: 'could not be loaded' },
  none: { sign: '·', words: 'no report' },
};

/** `2026-03-05: fewer rows than stated, 12 rows of 40, 2 versions`. */
export function cellInWords({ date, state, report, rows, stated, set_aside, versions }: Cell): string {
  const details =
    report === null
      ? []
      : [
          stated === null ? counted(rows, 'row') : `${rows} rows of ${stated}`,
          set_aside > 0 && `${set_aside} set aside`,
          versions > 1 && `${versions} versions`,
        ].filter(Boolean);
  return `${date}: ${[CELLS[state].words, ...details].join(', ')}`;
}
