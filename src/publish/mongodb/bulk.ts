// Writes documents of one collection in unordered bulks, and finds those that the server refuses.
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { isAboutDocument } from './failure.js';

export interface StoredDocument {
  readonly _id: string;
  readonly [name: string]: unknown;
}

/** Replaces or inserts a document, or deletes one. */
export interface Write {
  readonly _id: string;
  /** Undefined = delete. */
  readonly document: StoredDocument | undefined;
}

/** A document that the server does not accept, and why. */
export interface RefusedWrite {
  readonly _id: string;
  readonly problem: string;
}

/**
 * Writes everything that the server accepts.
 *
 * @throws errors of the driver if the writes failed for another reason than their documents
 */
export async function writeAll(
  collection: Collection<StoredDocument>,
  writes: readonly Write[],
): Promise<readonly RefusedWrite[]> {
  if (writes.length === 0) return [];
  try {
    await collection.bulkWrite(writes.map(operationOf), { ordered: false });
    return [];
  } catch (thrown) {
    const refused = refusedIn(thrown, writes);
    if (refused) return refused;
    if (!isAboutDocument(thrown)) throw thrown;
    // The server refused the whole command because of one document: halve until it is found.
    if (writes.length === 1) return [{ _id: writes[0]!._id, problem: (thrown as Error).message }];
    const half = Math.ceil(writes.length / 2);
    const first = await writeAll(collection, writes.slice(0, half));
    return [...first, ...(await writeAll(collection, writes.slice(half)))];
  }
}

function operationOf({ _id, document }: Write): AnyBulkWriteOperation<StoredDocument> {
  if (!document) return { deleteOne: { filter: { _id } } };
  return { replaceOne: { filter: { _id }, replacement: document, upsert: true } };
}

/** A failure of single writes, as the driver reports it; all other writes of the bulk were done. */
interface BulkFailure {
  readonly writeErrors: WriteFailure | readonly WriteFailure[];
  readonly result?: { getWriteConcernError?(): unknown };
}

interface WriteFailure {
  readonly index: number;
  readonly code: number;
  readonly errmsg?: string | undefined;
}

/** The refused documents if nothing else failed. */
function refusedIn(thrown: unknown, writes: readonly Write[]): RefusedWrite[] | undefined {
  const { writeErrors, result } = thrown as Partial<BulkFailure>;
  const failures = writeErrors === undefined ? [] : [writeErrors].flat();
  if (failures.length === 0 || result?.getWriteConcernError?.()) return undefined;
  if (!failures.every(isAboutDocument)) return undefined;
  return failures.map(({ index, errmsg }) => ({ _id: writes[index]!._id, problem: errmsg ?? 'no reason' }));
}
