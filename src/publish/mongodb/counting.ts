// Counts the events of each report type and date that the collections of an output hold.
import type { MongoClient } from 'mongodb';
import { dateOf } from '../../domain/days.js';
import type { SliceCount } from '../output.js';
import { isFixed, isNameOf } from './names.js';
import type { MongodbTarget } from './target.js';

export async function countEvents(client: MongoClient, target: MongodbTarget): Promise<SliceCount[]> {
  const counts = new Map<string, SliceCount>();
  for (const database of await databasesOf(client, target)) {
    const db = client.db(database);
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections.filter(({ name }) => isNameOf(target.collection, name))) {
      const { type, date } = target.form.slice;
      const groups = db
        .collection(name)
        .aggregate<Group>([{ $group: { _id: { type: `$${type}`, date: `$${date}` }, events: { $sum: 1 } } }]);
      for await (const group of groups) add(counts, group);
    }
  }
  return [...counts.values()];
}

interface Group {
  readonly _id: { readonly type?: unknown; readonly date?: unknown };
  readonly events: number;
}

/** Documents of other programs have no such fields. */
function add(counts: Map<string, SliceCount>, { _id, events }: Group): void {
  const { type, date: day } = _id;
  if (typeof type !== 'string' || !(day instanceof Date)) return;
  const date = dateOf(day);
  const name = `${date} ${type}`;
  counts.set(name, { type, date, events: (counts.get(name)?.events ?? 0) + events });
}

async function databasesOf(client: MongoClient, { database }: MongodbTarget): Promise<string[]> {
  if (isFixed(database)) return [database];
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  return databases.map(({ name }) => name).filter((name) => isNameOf(database, name));
}
