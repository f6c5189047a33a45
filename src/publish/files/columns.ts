// The columns of a table of events: the facts about each event, and the fields that events of the slice may have.
import type { FeedField } from '../../query/index.js';
import type { FieldValue } from '../messages.js';
import type { Row } from './row.js';

export interface Column {
  /** Unique among the columns, also without case, as in many programs. */
  readonly name: string;
  readonly kind: FeedField['kind'];
  readonly value: (row: Row) => FieldValue;
}

const FACTS = ['id', 'type', 'date', 'list'] as const;

/** All columns. A field with the name of another column gets `event.` before it, after its place in JSON lines. */
export function columnsOf(fields: readonly FeedField[]): Column[] {
  const taken = new Set<string>(FACTS);
  const facts = FACTS.map((name): Column => ({ name, kind: 'text', value: (row) => row[name] }));
  const own = fields.map(({ title, kind }): Column => {
    let name = title;
    while (name === '' || taken.has(name.toLowerCase())) name = `event.${name}`;
    taken.add(name.toLowerCase());
    // A report may lack the column, and empty cells are left out.
    return { name, kind, value: ({ event }) => (Object.hasOwn(event, title) ? event[title]! : null) };
  });
  return [...facts, ...own];
}
