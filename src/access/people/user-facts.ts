// A user as people see one: nothing that opens the account.
import type { Role } from '../../domain/role.js';
import { type User, type UserState, userState } from './user.js';

export interface UserFacts {
  readonly name: string;
  readonly role: Role;
  readonly state: UserState;
  /** ISO times; `link_expires` says until when the link works, null without one. */
  readonly created: string;
  readonly link_expires: string | null;
}

export function userFacts(user: User, now: Date): UserFacts {
  const { name, role, created, invitation } = user;
  return {
    ...{ name, role, state: userState(user, now) },
    created: created.toISOString(),
    link_expires: invitation?.expires.toISOString() ?? null,
  };
}
