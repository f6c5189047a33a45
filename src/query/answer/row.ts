// The statement of one event, by its place.
import type { Statement } from '../language/compile.js';
import { ORIGINAL_PARTS } from './page.js';

/** Where an event is; its type and date lead to it without reading others. */
export interface RowPlace {
  readonly type: string;
  readonly date: string;
  readonly load: number;
  readonly line: number;
}

export function rowSql({ load, line }: RowPlace, { bindings, events, where }: Statement): string {
  const isThere = `e.load = ${bindings.bind('UInt32', load)} AND e.line = ${bindings.bind('UInt32', line)}`;
  return events.page({
    columns: [`${ORIGINAL_PARTS} AS c0`],
    condition: `(${where}) AND ${isThere}`,
    order: 'e.line ASC',
    ...{ limit: bindings.bind('UInt64', 1), offset: bindings.bind('UInt64', 0) },
  });
}
