// Answers requests about the service itself: its options with where each value came from, and its users.
import { userFacts } from '../../access/index.js';
import { describeOptions } from '../../config/index.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

export function settingsHandlers({
  people,
  clock,
  explained,
}: HandlerParts): Pick<Handlers, 'settings' | 'users'> {
  return {
    settings: async () => legible({ options: describeOptions(explained) }),
    users: async () => ({
      users: (people?.list() ?? []).map((user) => ({
        ...userFacts(user, clock()),
        sessions: people!.sessions.of(user.name).length,
      })),
    }),
  };
}
