// The output to MongoDB: keeps a document for each event of the store, and one for each finding.
import type { Collection, MongoClient } from 'mongodb';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact } from '../../domain/secret.js';
import type { EventMessage, FindingMessage } from '../messages.js';
import type { Batch, EventBatch, Output, OutputView, Refusal, SliceCount } from '../output.js';
import { type RefusedWrite, type StoredDocument, type Write, writeAll } from './bulk.js';
import { Connection, type Driver } from './connection.js';
import { countEvents } from './counting.js';
import { describeTarget } from './describe.js';
import { placesOf } from './event-place.js';
import { type FindingDocument, findingDocument } from './finding-document.js';
import { eventIndexes, FINDING_INDEXES, Indexes } from './indexes.js';
import { isByConstituent, nameOf } from './names.js';
import { type MongodbEntry, readTarget } from './target.js';

/** Opens the output without connecting. @throws SundialError `output-setting` */
export async function openMongodb(entry: MongodbEntry): Promise<Output> {
  const target = readTarget(entry);
  const driver = await import('mongodb');
  return new MongodbOutput(driver, new Connection(driver, target, entry.name));
}

/** The writes of one collection, with the event that shows which columns its events have. */
interface Place {
  readonly database: string;
  readonly collection: string;
  readonly sample: EventMessage;
  readonly writes: Write[];
}

class MongodbOutput implements Output {
  private readonly indexes = new Indexes();

  constructor(
    private readonly driver: Driver,
    private readonly connection: Connection,
  ) {}

  get usesConstituents(): boolean {
    return isByConstituent(this.target.database) || isByConstituent(this.target.collection);
  }

  check(signal: AbortSignal): Promise<OutputView> {
    return this.connection.run(signal, (client) => describeTarget(client, this.target));
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { findings } = this.target;
    if (!findings) return;
    await this.connection.run(signal, (client) =>
      this.indexes.ensure(
        client.db(findings.database).collection(findings.collection),
        () => FINDING_INDEXES,
      ),
    );
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    if (batch.carries === 'reports') return [];
    return this.connection.run(signal, (client) =>
      batch.carries === 'events' ? this.events(client, batch) : this.findings(client, batch.findings),
    );
  }

  async counts(signal: AbortSignal): Promise<readonly SliceCount[] | undefined> {
    if (this.usesConstituents) return undefined;
    return this.connection.run(signal, (client) => countEvents(client, this.target));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private get target() {
    return this.connection.target;
  }

  private async events(client: MongoClient, batch: EventBatch): Promise<Refusal[]> {
    const refused: Refusal[] = [];
    for (const { database, collection, sample, writes } of this.placesOf(batch, refused)) {
      const into = client.db(database).collection<StoredDocument>(collection);
      await this.indexes.ensure(into, () => eventIndexes(this.target.form, sample));
      for (const one of await writeAll(into, writes)) refused.push(this.refusal(one._id, into, one));
    }
    return refused;
  }

  /** Divides a batch among collections; documents that are too large are refused. */
  private placesOf({ appeared, withdrawn }: EventBatch, refused: Refusal[]): Iterable<Place> {
    const places = new Map<string, Place>();
    const add = (event: EventMessage, document: StoredDocument | undefined) => {
      for (const values of placesOf(event, this.target.organisations)) {
        const database = nameOf(this.target.database, values);
        const collection = nameOf(this.target.collection, values);
        const name = `${database}.${collection}`;
        const place = places.get(name) ?? { database, collection, sample: event, writes: [] };
        places.set(name, place);
        place.writes.push({ _id: event.id, document });
      }
    };
    for (const event of withdrawn) add(event, undefined);
    for (const event of appeared) {
      const document = this.target.form.documentOf(event);
      const tooLarge = this.tooLarge(event, document);
      if (tooLarge) refused.push(tooLarge);
      else add(event, document);
    }
    return places.values();
  }

  private tooLarge({ id, json }: EventMessage, document: StoredDocument): Refusal | undefined {
    // Measuring takes time, and only a long text can be that large.
    if (json.length < LIMITS.mongodbDocumentBytes / 4) return undefined;
    const bytes = this.driver.BSON.calculateObjectSize(document);
    const limit = LIMITS.mongodbDocumentBytes;
    if (bytes <= limit) return undefined;
    const { what } = this.target;
    return { id, error: new SundialError('mongodb-document-too-large', { what, id, bytes, limit }) };
  }

  /** Writes the last change of each finding, unless the target has a later one: a change may be sent again much later. */
  private async findings(client: MongoClient, messages: readonly FindingMessage[]): Promise<Refusal[]> {
    const { findings: place } = this.target;
    if (!place) return [];
    const last = new Map(messages.map((message) => [message.finding, message]));
    const into = client.db(place.database).collection<StoredDocument>(place.collection);
    const later = await laterOnes(into, [...last.values()].map(findingDocument));
    const writes = later.map((document) => ({ _id: document._id, document }));
    const refused = await writeAll(into, writes);
    return refused.map((one) => this.refusal(last.get(one._id)!.id, into, one));
  }

  private refusal(id: string, { namespace }: Collection<StoredDocument>, { problem }: RefusedWrite): Refusal {
    const { what, secrets } = this.target;
    const details = { what, id, place: namespace, problem: redact(problem, secrets) };
    return { id, error: new SundialError('mongodb-document-refused', details) };
  }
}

/** Those documents that the collection does not have in a later state. */
async function laterOnes(
  collection: Collection<StoredDocument>,
  documents: readonly FindingDocument[],
): Promise<FindingDocument[]> {
  const ids = documents.map(({ _id }) => _id);
  const stored = await collection.find({ _id: { $in: ids } }, { projection: { at: 1 } }).toArray();
  const times = new Map(stored.map(({ _id, at }) => [_id, at instanceof Date ? at.getTime() : 0]));
  return documents.filter(({ _id, at }) => (times.get(_id) ?? 0) <= at.getTime());
}
