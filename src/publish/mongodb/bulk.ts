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
  collection: Pick<Collection<StoredDocument>, 'bulkWrite'>,
  writes: readonly Write[],
): Promise<readonly RefusedWrite[]> {
  if (writes.length === 0) return [];
  try {
    await collection.bulkWrite(writes.map(operationOf), { ordered: false });
    return [];
  } catch (thrown) {
    const refused = refusedIn(thrown as Partial<BulkFailure>, writes);
    if (refused) return refused;
    if (!isAboutDocuments(thrown as Partial<BulkFailure>)) throw thrown;
    if (writes.length === 1) return [{ _id: writes[0]!._id, problem: (thrown as Error).message }];
    // One document has stopped others, and the server does not say which: halve until it is found.
    const half = Math.ceil(writes.length / 2);
    const first = await writeAll(collection, writes.slice(0, half));
    return [...first, ...(await writeAll(collection, writes.slice(half)))];
  }
}

function operationOf({ _id, document }: Write): AnyBulkWriteOperation<StoredDocument> {
  if (!document) return { deleteOne: { filter: { _id } } };
  return { replaceOne: { filter: { _id }, replacement: document, upsert: true } };
}

/** A failure of a bulk, as the driver reports it; `code` is that of the command or of the first write. */
interface BulkFailure {
  readonly code: number | string;
  readonly writeErrors: WriteFailure | readonly WriteFailure[];
  readonly matchedCount: number;
  readonly upsertedCount: number;
  readonly result: { getWriteConcernError?(): unknown };
}

interface WriteFailure {
  readonly index: number;
  readonly code: number;
  readonly errmsg?: string | undefined;
}

const failuresIn = ({ writeErrors = [] }: Partial<BulkFailure>): readonly WriteFailure[] =>
  [writeErrors].flat();

/** Whether nothing but documents was the reason. */
function isAboutDocuments(failure: Partial<BulkFailure>): boolean {
  if (failure.result?.getWriteConcernError?.()) return false;
  const failures = failuresIn(failure);
  return failures.length > 0 ? failures.every(isAboutDocument) : isAboutDocument(failure);
}

/**
 * The refused documents, if the server accounts for every document: FerretDB 1.24 stops at the first refused document
 * of an unordered bulk, and reports the index 0.
 */
function refusedIn(failure: Partial<BulkFailure>, writes: readonly Write[]): RefusedWrite[] | undefined {
  const failures = failuresIn(failure);
  if (failures.length === 0 || !isAboutDocuments(failure)) return undefined;
  const { matchedCount = 0, upsertedCount = 0 } = failure;
  const documents = writes.filter(({ document }) => document).length;
  if (matchedCount + upsertedCount + failures.length !== documents) return undefined;
  return failures.map(({ index, errmsg }) => ({ _id: writes[index]!._id, problem: errmsg ?? 'no reason' }));
}
