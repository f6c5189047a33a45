// What the web application shows in a test: an open store.
import { everything } from '../../../domain/everything.js';
import { oneAtATime } from '../../../socket/turns.js';
import type { Store } from '../../../store/index.js';
import type { WebData } from '../handler-parts.js';

type Opened = Pick<WebData, 'operator' | 'catalogue'> & { readonly store: Store };

export function webDataOf({ operator, store, catalogue }: Opened): WebData {
  return {
    ...{ operator, store, catalogue, edits: store.edits(everything) },
    examine: async () => [],
    inEditTurn: oneAtATime(() => new Date('2026-03-02T12:00:00Z')),
  };
}
