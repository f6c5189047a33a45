// Carries who asks a question, and how heavy it is, from the caller to the queue in which the question waits.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Asking {
  /** The client that asks; clients take turns. */
  readonly client: string;
  /** Whether the question is expected to take long, such as a full-text search. */
  readonly isHeavy: boolean;
  /** When aborted, the question leaves the queue. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the question starts to run. */
  readonly begins?: (() => void) | undefined;
}

const UNKNOWN: Asking = { client: '', isHeavy: false };
const current = new AsyncLocalStorage<Asking>();

/** The properties of the current question. */
export function asking(): Asking {
  return current.getStore() ?? UNKNOWN;
}

/** Runs `work` with more properties of the question set; undefined properties keep their values. */
export function askWith<T>(
  more: { readonly [Key in keyof Asking]?: Asking[Key] | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const known = Object.entries(more).filter(([, value]) => value !== undefined);
  return current.run({ ...asking(), ...Object.fromEntries(known) }, work);
}
