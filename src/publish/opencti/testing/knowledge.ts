// What a platform knows: objects that a worker has imported one by one, and what it says about works.
import type { StixObject } from '../../../mapping/index.js';
import { ReceivedObjects } from '../../../mapping/stix/testing/validate.js';

export interface Work {
  readonly id: string;
  readonly name: string;
  status: 'wait' | 'progress' | 'complete';
  inError: boolean;
  expected: number;
  processed: number;
  readonly messages: string[];
  readonly errors: { readonly error: string; readonly source: string }[];
}

/** A bundle in the queue of a connector, as workers get it. */
export interface Queued {
  readonly bundle: string;
  readonly workId: string;
  /** Whether the client has already said how many objects to expect. */
  readonly isSplit: boolean;
}

export class Knowledge {
  readonly objects = new Map<string, StixObject>();
  readonly received = new ReceivedObjects();
  /** How often each object was imported. */
  readonly imports = new Map<string, number>();

  /**
   * Imports a bundle as the worker does (opencti-worker, push_handler.py): a bundle of several objects is divided and the
   * number of its objects is added to what the work expects.
   */
  import({ bundle, isSplit }: Queued, work: Work): void {
    const { objects } = JSON.parse(bundle) as { readonly objects: readonly StixObject[] };
    this.received.check(objects);
    if (!isSplit && objects.length > 1) work.expected += objects.length;
    for (const object of objects) {
      const problem = this.problemOf(object);
      if (problem) work.errors.push({ error: problem, source: object.id });
      else this.upsert(object);
      work.processed++;
    }
  }

  /**
   * A worker retries an object whose references are missing, and gives up in the end (client-python,
   * utils/opencti_stix2.py, import_item; opencti-graphql, config/errors.js, MissingReferenceError).
   */
  private problemOf(object: StixObject): string | undefined {
    const missing = referencesIn(object).find((ref) => !this.objects.has(ref));
    return missing && `MISSING_REFERENCE_ERROR: Element(s) not found ${missing}`;
  }

  /** An object with a known id is updated; of its versions, the newest counts (STIX 2.1, section 3.6.2). */
  private upsert(object: StixObject): void {
    this.imports.set(object.id, (this.imports.get(object.id) ?? 0) + 1);
    const known = this.objects.get(object.id);
    if (known && String(known.modified ?? '') > String(object.modified ?? '')) return;
    this.objects.set(object.id, object);
  }
}

function referencesIn(object: StixObject): string[] {
  return Object.entries(object)
    .filter(([name]) => name.endsWith('_ref') || name.endsWith('_refs'))
    .flatMap(([, refs]) => refs as string | string[]);
}
