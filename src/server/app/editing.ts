// Runs what people change in the web application: like commands, in a lane that waits neither for loads nor for questions.
import { SundialError } from '../../domain/errors.js';
import type { TriageContext } from '../../triage/index.js';
import type { HandlerParts } from './handler-parts.js';

/** Runs a change. @param command the command that makes the same change */
export type Editing = <T>(command: string, change: (context: TriageContext) => Promise<T>) => Promise<T>;

/**
 * Makes the function that runs changes, one at a time.
 *
 * @throws SundialError when running: `app-not-ready`, `store-damaged`, `store-unwritable`, and errors of the change
 */
export function editingIn({ data, clock, rules }: HandlerParts): Editing {
  return async (command, change) => {
    const { edits, catalogue, store, inEditTurn } = data();
    return inEditTurn(
      async () => {
        const [problem] = store.damage();
        if (problem !== undefined) throw new SundialError('store-damaged', { problem });
        return change({ store: edits, catalogue, rules, clock });
      },
      { name: command },
    );
  };
}
