// Answers requests by which admins manage users; each is in the audit log, like the command that does the same.
import {
  disableUser,
  type Invited,
  inviteUser,
  removeUser,
  requireUserName,
  resetUser,
  setRole,
  type User,
  type UsersFile,
  userFacts,
} from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import type { AnswerOf, EndpointName } from './contract.js';
import type { Call, Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';

type Names =
  | 'users'
  | 'inviteUser'
  | 'resetUser'
  | 'setUserRole'
  | 'disableUser'
  | 'removeUser'
  | 'endUserSessions';
type UserEvent = 'user-invited' | 'user-reset' | 'user-role' | 'user-disabled' | 'user-removed';

export function userHandlers(parts: HandlerParts): Pick<Handlers, Names> {
  const { people, accounts, audit, clock, linkOf } = parts;
  const file = (): UsersFile => required(people).users;
  const shown = (user: User): AnswerOf<'users'>['users'][number] => ({
    ...userFacts(user, clock()),
    sessions: people?.sessions.of(user.name).length ?? 0,
  });
  const record = ({ who, request }: Call<EndpointName>, event: UserEvent | 'session-ended', user: User) =>
    audit.record({
      ...{ event, by: who!.name, through: 'web', address: request.ip },
      ...{ about: user.name, role: user.role },
    });
  const withLink = (call: Call<EndpointName>, event: UserEvent, { user, token }: Invited) => {
    record(call, event, user);
    return { user: shown(user), link: linkOf(token) };
  };
  return {
    users: async () => ({ users: (people?.list() ?? []).map(shown) }),
    inviteUser: async (call) => {
      // Others come with their first sign-in.
      required(accounts);
      return withLink(call, 'user-invited', await inviteUser(file(), call.body, clock));
    },
    resetUser: async (call) => {
      required(accounts);
      return withLink(call, 'user-reset', await resetUser(file(), otherUser(call), clock));
    },
    setUserRole: async (call) => {
      const user = await setRole(file(), otherUser(call), call.body.role);
      record(call, 'user-role', user);
      return shown(user);
    },
    disableUser: async (call) => {
      const user = await disableUser(file(), otherUser(call), clock);
      record(call, 'user-disabled', user);
      return shown(user);
    },
    removeUser: async (call) => {
      const user = await removeUser(file(), otherUser(call));
      record(call, 'user-removed', user);
      return {};
    },
    endUserSessions: async (call) => {
      const name = requireUserName(call.params.user ?? '');
      const user = required(people)
        .list()
        .find((each) => each.name === name);
      if (!user) throw new SundialError('user-unknown', { name, nearest: '' });
      for (const session of people!.sessions.of(name)) await people!.sessions.end(session);
      record(call, 'session-ended', user);
      return shown(user);
    },
  };
}

/** @throws SundialError `route-unknown` where there are no such users */
function required<T>(given: T | undefined): T {
  if (!given) throw new SundialError('route-unknown');
  return given;
}

/** The user whom a request is about. @throws SundialError `user-own`: nobody locks oneself out by a slip */
function otherUser({ params, who }: Call<EndpointName>): string {
  const name = requireUserName(params.user ?? '');
  if (name === who?.name) throw new SundialError('user-own');
  return name;
}
