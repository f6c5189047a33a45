// Who asks a question, and how heavy it is: known where it is asked, and needed where it waits for a place.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Asking {
  /** Whose question it is: people share the engine by turns. */
  readonly client: string;
  /** Whether it is expected to take long, such as a search through all texts. */
  readonly isHeavy: boolean;
  /** A question that is no longer wanted leaves its place in the queue. */
  readonly signal?: AbortSignal | undefined;
  /** Told when it begins to work. */
  readonly begins?: (() => void) | undefined;
}

const UNKNOWN: Asking = { client: '', isHeavy: false };
const current = new AsyncLocalStorage<Asking>();

/** What is known of the question that is being asked. */
export function asking(): Asking {
  return current.getStore() ?? UNKNOWN;
}

/** Asks with more known of the question than before; what is undefined stays as it was. */
export function askWith<T>(
  more: { readonly [Key in keyof Asking]?: Asking[Key] | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const known = Object.entries(more).filter(([, value]) => value !== undefined);
  return current.run({ ...asking(), ...Object.fromEntries(known) }, work);
}
