// Reads what a database holds, past the output.
import type { Db } from 'mongodb';
import type { FieldValue } from '../../messages.js';
import type { HeldEvent } from '../../testing/output-contract.js';
import { columnName } from '../field-name.js';

interface Held {
  readonly _id: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** The events in typed documents of all collections, under the names of their columns. */
export async function heldIn(database: Db): Promise<HeldEvent[]> {
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  const found: HeldEvent[] = [];
  for (const { name } of collections)
    for (const { _id, event } of (await database.collection(name).find().toArray()) as unknown as Held[])
      found.push({ id: _id, fields: Object.fromEntries(Object.entries(event).map(fieldOf)) });
  return found;
}

function fieldOf([name, value]: [string, unknown]): [string, FieldValue] {
  return [columnName(name), value instanceof Date ? value.toISOString() : (value as FieldValue)];
}
