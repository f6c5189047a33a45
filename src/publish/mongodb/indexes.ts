// The indexes of collections, created when a process first writes to a collection.
import type { Collection, IndexDescription } from 'mongodb';
import type { EventMessage } from '../messages.js';
import type { StoredDocument } from './bulk.js';
import type { DocumentForm } from './document.js';
import { columnOf } from './event-place.js';

/** By report date, for counting and removing old documents; and by the address that events of the type are about. */
export function eventIndexes(form: DocumentForm, event: EventMessage): IndexDescription[] {
  const { type, date } = form.slice;
  const column = columnOf(event, 'ip');
  return [
    { key: { [type]: 1, [date]: 1 } },
    ...(column === undefined ? [] : [{ key: { [form.fieldOf(column)]: 1, [date]: 1 } }]),
  ];
}

export const FINDING_INDEXES: IndexDescription[] = [
  { key: { state: 1, severity: 1 } },
  { key: { subject: 1 } },
];

/** Creates indexes once per collection. */
export class Indexes {
  private readonly made = new Set<string>();

  async ensure(collection: Collection<StoredDocument>, indexes: () => IndexDescription[]): Promise<void> {
    if (this.made.has(collection.namespace)) return;
    // One at a time: FerretDB 1.24 breaks off when one command names two indexes that exist.
    for (const index of indexes()) await collection.createIndexes([index]);
    this.made.add(collection.namespace);
  }
}
