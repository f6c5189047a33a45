// Answers requests about signing in at an identity provider: where the browser goes, and what it comes back with.
import { randomBytes } from 'node:crypto';
import type { PendingSignIn } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { derivedKey, NONCE_BYTES, sealed, unsealed } from '../sealed.js';
import { Cookies } from './cookies.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { sessionAnswer } from './session-handlers.js';
import { placeOf } from './sign-in.js';

export function oidcHandlers({
  provided,
  signIn,
  hosts,
  clock,
}: HandlerParts): Pick<Handlers, 'oidcBegin' | 'oidcFinish'> {
  // Nothing is kept of a sign-in that has begun, so nobody can begin too many; a restart ends those that wait.
  const pendings = new Pendings(derivedKey(randomBytes(32), 'oidc'));
  const cookies = new Cookies(hosts, '-oidc');
  /** @throws SundialError `route-unknown` if people sign in otherwise */
  const required = () => {
    if (!provided) throw new SundialError('route-unknown');
    return provided;
  };
  return {
    oidcBegin: async ({ request, reply }) => {
      const { address, pending } = await signIn.attempt(request, undefined, () =>
        required().provider.begin(),
      );
      const text = pendings.seal(pending, clock().getTime() + WEB_LIMITS.providerSignInMs);
      cookies.set(request, reply, text, WEB_LIMITS.providerSignInMs / 1000);
      return { address };
    },
    oidcFinish: async ({ body: { answer }, request, reply }) => {
      const text = cookies.valueOf(request) ?? '';
      cookies.set(request, reply, '', 0);
      const begun = await signIn.attempt(request, undefined, async () => {
        const people = required();
        return people.signIn(answer, pendings.open(text, clock().getTime()), placeOf(request));
      });
      await signIn.give(request, reply, begun);
      return sessionAnswer('oidc', begun.user, provided?.provider.host);
    },
  };
}

/** Sign-ins that have begun, as sealed texts that their browsers keep. */
class Pendings {
  constructor(private readonly key: Buffer) {}

  /** @param until the first instant at which it no longer counts, in milliseconds */
  seal(pending: PendingSignIn, until: number): string {
    const content = Buffer.from(JSON.stringify({ ...pending, until }));
    return sealed(this.key, randomBytes(NONCE_BYTES), content);
  }

  /** @throws SundialError `sign-in-expired` */
  open(text: string, now: number): PendingSignIn {
    const content = unsealed(this.key, text);
    if (!content) throw new SundialError('sign-in-expired');
    const { until, ...pending } = JSON.parse(content.toString()) as PendingSignIn & { until: number };
    if (now >= until) throw new SundialError('sign-in-expired');
    return pending;
  }
}
