// Answers requests about sessions: who is signed in, signing in and out, links, and the sessions of a user.
import type { Session } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import type { AnswerOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import type { WaysIn } from './people-of.js';
import { placeOf, type Who } from './sign-in.js';

type Names = 'session' | 'login' | 'logout' | 'link' | 'start' | 'sessions' | 'endSession';

export function sessionHandlers(parts: HandlerParts): Pick<Handlers, Names> {
  const { people, accounts, provided, signIn } = parts;
  const answer = (who: Pick<Who, 'name' | 'role'> | undefined) =>
    sessionAnswer(authOf(parts), who, provided?.provider.host);
  /** @throws SundialError `route-unknown` if people sign in otherwise, or need not */
  const required = () => {
    if (!accounts) throw new SundialError('route-unknown');
    return accounts;
  };
  const sessionsOf = (who: Who | undefined) => (who?.session && people ? people.sessions.of(who.name) : []);
  return {
    session: async ({ who }) => answer(who),
    login: async ({ body: { name, password }, request, reply }) => {
      const begun = await signIn.attempt(request, name.trim().toLowerCase(), () =>
        required().signIn(name, password, placeOf(request)),
      );
      await signIn.give(request, reply, begun);
      return answer(begun.user);
    },
    logout: async ({ who, request, reply }) => {
      if (who?.session) await people?.end(who.session, true, request.ip);
      signIn.takeBack(request, reply);
      return { ...answer(undefined), leave: (await provided?.provider.leaveAddress()) ?? null };
    },
    link: async ({ body: { token }, request }) => {
      const { name, role, expires } = await signIn.attempt(request, undefined, async () =>
        required().link(token),
      );
      return { name, role, expires: expires.toISOString() };
    },
    start: async ({ body: { token, name = '', password }, request, reply }) => {
      const begun = await signIn.attempt(request, undefined, () =>
        required().start(token, name, password, placeOf(request)),
      );
      await signIn.give(request, reply, begun);
      return answer(begun.user);
    },
    sessions: async ({ who }) => {
      return { sessions: sessionsOf(who).map((session) => shown(session, who)) };
    },
    endSession: async ({ who, params, request, reply }) => {
      const session = sessionsOf(who).find((each) => idOf(each) === params.id);
      if (!session) throw new SundialError('session-unknown');
      const isThis = session.digest === who?.session?.digest;
      await people?.end(session, isThis, request.ip);
      if (isThis) signIn.takeBack(request, reply);
      return {};
    },
  };
}

type Auth = AnswerOf<'session'>['auth'];

const authOf = ({ accounts, provided, proxy }: WaysIn): Auth =>
  accounts ? 'accounts' : provided ? 'oidc' : proxy ? 'proxy' : 'none';

/** @param provider the host at which people sign in */
export function sessionAnswer(
  auth: Auth,
  who: Pick<Who, 'name' | 'role'> | undefined,
  provider: string | undefined,
): AnswerOf<'session'> {
  return { user: who ? { name: who.name, role: who.role } : null, auth, provider: provider ?? null };
}

/** Names a session for its user; a part of the digest, which opens nothing. */
const idOf = ({ digest }: Session): string => digest.slice(0, 16);

function shown(session: Session, who: Who | undefined): AnswerOf<'sessions'>['sessions'][number] {
  const { began, seen, address, agent, digest } = session;
  return {
    ...{ id: idOf(session), is_this: digest === who?.session?.digest, address, agent },
    ...{ began: began.toISOString(), seen: seen.toISOString() },
  };
}
