// A double of a TAXII 2.1 server with one writable collection, whose paths are those of OpenCTI's TAXII Push. It refuses
// other media types, credentials and envelopes. Sections are those of the specification (OASIS, TAXII Version 2.1).
import type { StixObject } from '../../../mapping/index.js';
import { ReceivedObjects } from '../../../mapping/stix/testing/validate.js';
import { type Answer, type Asked, startDouble } from '../../../net/testing/http-double.js';

/** Section 1.6.8.1. */
const MEDIA_TYPE = 'application/taxii+json;version=2.1';
export const COLLECTION = '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c';

export interface TaxiiDouble {
  /** The address of the collection's objects. */
  readonly url: string;
  readonly objects: ReadonlyMap<string, StixObject>;
  readonly received: ReceivedObjects;
  readonly asked: readonly Asked[];
  /** The number of questions for a status until it is complete. */
  patience: number;
  /** The ids of objects that the server fails at. */
  failing: ReadonlySet<string>;
  fail: (asked: Asked) => Answer | undefined;
  /** @throws Error if an object that it received does not fit the schemas of STIX */
  stop(): Promise<void>;
}

interface Status {
  readonly id: string;
  readonly failures: readonly { readonly id: string; readonly message: string }[];
  readonly total: number;
  asked: number;
}

/** @param authorization the header that the server accepts */
export async function startTaxii(authorization: string): Promise<TaxiiDouble> {
  const objects = new Map<string, StixObject>();
  const received = new ReceivedObjects();
  const states = new Map<string, Status>();
  const collection = `/taxii2/root/collections/${COLLECTION}/`;
  /** Section 4.3.1: the status resource, whose counts add up to the total. */
  const shown = (status: Status, code = 200): Answer => {
    const isComplete = status.asked >= double.patience;
    return taxii(code, {
      ...{ id: status.id, status: isComplete ? 'complete' : 'pending', total_count: status.total },
      success_count: isComplete ? status.total - status.failures.length : 0,
      failure_count: isComplete ? status.failures.length : 0,
      pending_count: isComplete ? 0 : status.total,
      ...(isComplete && { failures: status.failures }),
    });
  };
  /** Section 5.5: 415 and 422 for what is no envelope, 202 with a status for one. */
  const add = (asked: Asked): Answer => {
    if (asked.headers['content-type'] !== MEDIA_TYPE) return refused(415, 'another content type');
    const added = objectsOf(asked.body);
    if (!added) return refused(422, 'no envelope with objects');
    received.check(added);
    for (const object of added) if (!double.failing.has(object.id)) objects.set(object.id, object);
    const failures = added
      .filter(({ id }) => double.failing.has(id))
      .map(({ id }) => ({ id, message: 'the object is not valid' }));
    const status = { id: `status-${states.size + 1}`, failures, total: added.length, asked: 0 };
    states.set(status.id, status);
    return shown(status, 202);
  };
  const server = await startDouble((asked) => {
    const { method, url, headers } = asked;
    const failure = double.fail(asked);
    if (failure) return failure;
    // Section 5.5, table of the response codes: 401, 404 and 406.
    if (headers.authorization !== authorization) return refused(401, 'unknown credentials');
    if (headers.accept !== MEDIA_TYPE) return refused(406, 'another media type');
    // Section 5.2.
    if (method === 'GET' && url.pathname === collection)
      return taxii(200, { id: COLLECTION, title: 'Shadowserver', can_read: false, can_write: true });
    if (method === 'POST' && url.pathname === `${collection}objects/`) return add(asked);
    // Section 4.3.
    const status = states.get(/^\/taxii2\/root\/status\/([^/]+)\/$/.exec(url.pathname)?.[1] ?? '');
    if (method !== 'GET' || !status) return refused(404, 'there is nothing here');
    status.asked++;
    return shown(status);
  });
  const double: TaxiiDouble = {
    ...{ url: `${server.url}${collection}objects/`, objects, received, asked: server.asked },
    ...{ patience: 0, failing: new Set(), fail: () => undefined },
    async stop() {
      await server.stop();
      received.requireValid();
    },
  };
  return double;
}

const taxii = (status: number, body: unknown): Answer => ({
  ...{ status, headers: { 'content-type': MEDIA_TYPE }, body: JSON.stringify(body) },
});

/** An error message (TAXII 2.1, section 3.6.1). */
const refused = (status: number, title: string) => taxii(status, { title, http_status: String(status) });

function objectsOf(body: string): readonly StixObject[] | undefined {
  const envelope = JSON.parse(body) as { readonly objects?: readonly StixObject[] };
  const { objects = [] } = envelope;
  // Section 3.7: an envelope has no type, unlike a bundle.
  return objects.length > 0 && !('type' in envelope) ? objects : undefined;
}
