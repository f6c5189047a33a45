// The endpoints of TAXII 2.1 that read: what each answers to a key.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Caller } from '../reports-api/method.js';
import { manifestAnswer, objectsAnswer, type TaxiiAnswer, valueAnswer, versionsAnswer } from './answers.js';
import { collectionNamed, collectionsOf } from './collection.js';
import { lastVersion } from './last-version.js';
import { type Page, type PageRequest, type PageSources, readPage } from './page.js';
import { TAXII_PATH } from './refusal.js';
import { LAST_VERSION, type ObjectsQuery, readObjectsQuery } from './request.js';
import { apiRoot, collectionResource, discovery, ROOT_PATH } from './resources.js';
import type { TaxiiSource } from './taxii-source.js';

export interface TaxiiCall {
  readonly caller: Caller;
  readonly source: TaxiiSource;
  /** Where clients reach the API; '' = unknown. */
  readonly publicUrl: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
}

export interface Endpoint {
  /** Its name in the access log and in metrics. */
  readonly name: string;
  /** One sentence, for the reference. */
  readonly summary: string;
  readonly url: string;
  /** Whether it takes the parameters of `OBJECTS_QUERY`. */
  readonly isPaged?: boolean;
  /** The method that changes a collection (sections 5.5 and 5.7), which no key may. */
  readonly writes?: 'POST' | 'DELETE';
  /** @throws SundialError `taxii-collection-unknown`, `taxii-object-unknown`, `call-invalid`, and the store's errors */
  answer(call: TaxiiCall): Promise<TaxiiAnswer>;
}

const COLLECTION_PATH = `${ROOT_PATH}collections/:collection/`;
const OBJECT_PATH = `${COLLECTION_PATH}objects/:object/`;

export const ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'taxii2/discovery',
    summary: 'The API roots of this server.',
    url: TAXII_PATH,
    answer: async ({ publicUrl }) => valueAnswer(discovery(publicUrl)),
  },
  {
    name: 'taxii2/root',
    summary: 'What the API root supports.',
    url: ROOT_PATH,
    answer: async () => valueAnswer(apiRoot(LIMITS.callBytes)),
  },
  {
    name: 'taxii2/collections',
    summary: 'The collections of the key.',
    url: `${ROOT_PATH}collections/`,
    answer: async ({ caller }) => {
      const collections = collectionsOf(caller).map(collectionResource);
      return valueAnswer(collections.length === 0 ? {} : { collections });
    },
  },
  {
    name: 'taxii2/collection',
    summary: 'One collection, by its id or alias.',
    url: COLLECTION_PATH,
    answer: async (call) => valueAnswer(collectionResource(collectionOf(call))),
  },
  {
    name: 'taxii2/objects',
    summary: 'Objects of a collection, in the order in which they were added.',
    url: `${COLLECTION_PATH}objects/`,
    writes: 'POST',
    isPaged: true,
    answer: async (call) => objectsAnswer(await pageOf(call, readObjectsQuery(call.query))),
  },
  {
    name: 'taxii2/manifest',
    summary: 'Ids, dates and versions of objects of a collection.',
    url: `${COLLECTION_PATH}manifest/`,
    isPaged: true,
    answer: async (call) => manifestAnswer(await pageOf(call, readObjectsQuery(call.query))),
  },
  {
    name: 'taxii2/object',
    summary: 'One object of a collection.',
    url: OBJECT_PATH,
    writes: 'DELETE',
    isPaged: true,
    answer: async (call) => objectsAnswer(await objectOf(call, objectQuery(call))),
  },
  {
    name: 'taxii2/versions',
    summary: 'The versions of one object that a collection has.',
    url: `${OBJECT_PATH}versions/`,
    isPaged: true,
    answer: async (call) => versionsAnswer(await objectOf(call, { ...objectQuery(call), versions: 'all' })),
  },
];

function collectionOf({ caller, params }: TaxiiCall) {
  const collection = collectionNamed(collectionsOf(caller), params.collection!);
  if (!collection) throw new SundialError('taxii-collection-unknown');
  return collection;
}

const objectQuery = ({ query, params }: TaxiiCall): ObjectsQuery => readObjectsQuery(query, [params.object!]);

async function prepared(call: TaxiiCall, query: ObjectsQuery): Promise<[PageSources, PageRequest]> {
  const collection = collectionOf(call);
  const { signal, maxRows } = call.caller;
  const limit = Math.min(query.limit, maxRows);
  return [await call.source.of(collection), { collection, query: { ...query, limit }, signal }];
}

async function pageOf(call: TaxiiCall, query: ObjectsQuery): Promise<Page> {
  const [sources, request] = await prepared(call, query);
  return query.isNothing ? { objects: [] } : readPage(sources, request);
}

/** Versions of one object; none is an answer too, if the collection has the object. @throws SundialError `taxii-object-unknown` */
async function objectOf(call: TaxiiCall, query: ObjectsQuery): Promise<Page> {
  const [sources, request] = await prepared(call, query);
  const whole = { ...request, query: { ...request.query, types: undefined, versions: LAST_VERSION } };
  const known = async () => {
    const found = await lastVersion(sources, whole);
    if (!found) throw new SundialError('taxii-object-unknown');
    return found;
  };
  const { types, versions, isFromStart, isNothing } = query;
  if (versions === LAST_VERSION && isFromStart && !types && !isNothing) return { objects: [await known()] };
  const page = isNothing ? { objects: [] } : await readPage(sources, request);
  if (page.objects.length === 0 && page.next === undefined) await known();
  return page;
}
