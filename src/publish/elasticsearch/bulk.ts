// Requests of the bulk API, and what their answers say about each document.
import { z } from 'zod';
import type { SundialError } from '../../domain/errors.js';
import { portionsOf, type Sized, sendHalving } from '../body/portions.js';
import type { Refusal } from '../output.js';
import type { Client } from './client.js';

/** A document with its id. */
export type Document = Sized;

/** Bytes of a document's line with its id. */
const ACTION_BYTES = 160;

/** Only these parts of an answer are used; without them it has some 200 bytes more for each document. */
const PARTS = 'filter_path=errors,items.*._id,items.*.status,items.*.error,items.*.failure_store';

/** Each item has one property, the operation. */
const ITEM = z.object({
  create: z.object({
    _id: z.string(),
    status: z.number().int(),
    error: z.object({ type: z.string().optional(), reason: z.string().nullish() }).loose().optional(),
    failure_store: z.string().optional(),
  }),
});
const ANSWER = z.object({ errors: z.boolean(), items: z.array(ITEM) });

type Item = z.infer<typeof ITEM>['create'];

/**
 * Creates documents in a data stream; documents that it has already stay as they are.
 *
 * @returns those that it will never accept
 * @throws SundialError `elasticsearch-*` if the cluster could not answer for every document
 */
export async function createAll(
  client: Client,
  stream: string,
  documents: readonly Document[],
  signal: AbortSignal,
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  const limits = { messages: documents.length, bytes: client.target.requestBytes, extraBytes: ACTION_BYTES };
  for (const portion of portionsOf(documents, limits))
    refused.push(
      ...(await sendHalving(portion, (part) => createPart(client, stream, part, { signal, refused }))),
    );
  return refused;
}

interface Creating {
  readonly signal: AbortSignal;
  /** Gets the documents that the cluster refuses one by one. */
  readonly refused: Refusal[];
}

/** @returns the refusal of the request as a whole because of its content */
async function createPart(
  client: Client,
  stream: string,
  documents: readonly Document[],
  { signal, refused }: Creating,
): Promise<SundialError | undefined> {
  const body = documents
    .map(({ id, json }) => `{"create":{"_id":${JSON.stringify(id)}}}\n${json}\n`)
    .join('');
  const { status, json } = await client.ask({
    ...{ method: 'POST', path: `${stream}/_bulk?${PARTS}`, body, signal, also: [400, 413] },
  });
  if (status === 400 || status === 413) {
    const problem = `HTTP ${status}: ${reasonIn(json)}`;
    return client.error('elasticsearch-document-refused', problem, { id: documents[0]!.id });
  }
  for (const item of itemsOf(client, json, documents)) {
    const error = problemOf(client, item);
    if (error) refused.push({ id: item._id, error });
  }
  return undefined;
}

/** The items of an answer, which has one for each document in the same order. @throws SundialError `elasticsearch-answer` */
function itemsOf(client: Client, json: unknown, documents: readonly Document[]): Item[] {
  const answer = ANSWER.safeParse(json);
  if (!answer.success) throw client.error('elasticsearch-answer', 'it has no list of items');
  const items = answer.data.items.map(({ create }) => create);
  const isWhole =
    items.length === documents.length && items.every(({ _id }, at) => _id === documents[at]!.id);
  if (!isWhole)
    throw client.error(
      'elasticsearch-answer',
      `it is about ${items.length} of ${documents.length} documents`,
    );
  return items;
}

/**
 * Why the cluster will never accept a document; undefined if it has it.
 *
 * @throws SundialError if it may accept the document later, or after a change of its settings
 */
function problemOf(
  client: Client,
  { _id: id, status, error, failure_store }: Item,
): SundialError | undefined {
  const reason = reasonOf(error) || `status ${status}`;
  if (failure_store === 'used')
    return client.error('elasticsearch-document-refused', `it is in the failure store: ${reason}`, { id });
  // 409: a document with this id is there already, so the event is.
  if (status < 300 || status === 409) return undefined;
  if (status === 429 || status >= 500) throw client.error('elasticsearch-busy', reason);
  if (status === 401 || status === 403) throw client.error('elasticsearch-rights', reason);
  if (status === 404) throw client.error('elasticsearch-refused', reason);
  return client.error('elasticsearch-document-refused', reason, { id });
}

interface Reason {
  readonly type?: string | undefined;
  readonly reason?: string | null | undefined;
  readonly [other: string]: unknown;
}

/** The reason with its cause, such as the value that is no number; a document's content may be in it, so it is cut. */
function reasonOf(error: Reason | undefined): string {
  if (!error) return '';
  const cause = error.caused_by as Reason | undefined;
  return [error.type, error.reason, cause?.reason].filter(Boolean).join(': ').slice(0, REASON_LENGTH);
}

const REASON_LENGTH = 500;

function reasonIn(json: unknown): string {
  return reasonOf((json as { error?: Reason } | null | undefined)?.error) || 'no reason';
}
