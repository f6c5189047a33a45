// Makes out who makes a request, from the cookie of a session or a proxy, and limits how often people try and ask.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Begun, People, Session, SessionPlace } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import type { Role } from '../../domain/role.js';
import { Buckets, msToToken, type Rate } from '../buckets.js';
import { clientNetwork } from '../client-network.js';
import { Cookies } from './cookies.js';
import type { Hosts } from './hosts.js';
import type { ProxyPeople } from './proxy-people.js';

/** Who makes a request. */
export interface Who {
  readonly name: string;
  readonly role: Role;
  /** Undefined if nobody needs to sign in, or a proxy says who asks. */
  readonly session: Session | undefined;
}

export interface SignInOptions {
  /** Whose sessions count; undefined if nobody has one. */
  readonly people?: People | undefined;
  /** Says who asks, instead of sessions. */
  readonly proxy?: ProxyPeople | undefined;
  /** Everybody, if nobody needs to sign in: the user as whom the service runs. */
  readonly everybody: string;
  readonly hosts: Hosts;
  /** A steady clock, in milliseconds. */
  readonly now?: (() => number) | undefined;
}

const perMinute = (most: number): Rate => ({ perSecond: most / 60, most });
const OF_NAME = perMinute(WEB_LIMITS.triesOfName);
const OF_ADDRESS = perMinute(WEB_LIMITS.triesOfAddress);
const OF_SESSION = perMinute(WEB_LIMITS.requestsOfSession);

export class SignIn {
  private readonly names: Buckets;
  private readonly addresses: Buckets;
  private readonly requests: Buckets;
  private readonly known = new WeakMap<FastifyRequest, Who>();
  private readonly cookies: Cookies;

  constructor(private readonly options: SignInOptions) {
    const { now } = options;
    this.names = new Buckets(now);
    this.addresses = new Buckets(now);
    this.requests = new Buckets(now);
    this.cookies = new Cookies(options.hosts);
  }

  /**
   * Who makes a request; undefined for nobody who is signed in.
   *
   * @throws SundialError `session-too-busy`, `users-file-invalid`, and those of `ProxyPeople.whoOf`
   */
  whoOf(request: FastifyRequest): Who | undefined {
    const { people, proxy, everybody } = this.options;
    if (proxy) return this.counted(request, proxyWho(proxy, request), 'proxy');
    if (!people) return { name: everybody, role: 'admin', session: undefined };
    const token = this.cookies.valueOf(request);
    const signedIn = token === undefined ? undefined : people.sessions.use(token, isOwnWork(request));
    if (!signedIn) return undefined;
    const { session, user } = signedIn;
    return this.counted(request, { name: user.name, role: user.role, session }, session.digest);
  }

  /**
   * Tries to begin a session. A try counts before it is made, so that many at once count as well.
   *
   * @param name undefined for a link, whose token cannot be guessed
   * @throws SundialError `sign-in-too-often`, and what `attempt` throws
   */
  async attempt<T>(request: FastifyRequest, name: string | undefined, attempt: () => Promise<T>): Promise<T> {
    const buckets = [
      ...(name === undefined ? [] : [{ bucket: this.names.of(name, OF_NAME), rate: OF_NAME }]),
      { bucket: this.addresses.of(clientNetwork(request.ip), OF_ADDRESS), rate: OF_ADDRESS },
    ];
    const waitMs = Math.max(...buckets.map(({ bucket, rate }) => msToToken(bucket, rate)));
    if (waitMs > 0) throw new SundialError('sign-in-too-often', { seconds: Math.ceil(waitMs / 1000) });
    for (const { bucket } of buckets) bucket.tokens -= 1;
    const result = await attempt();
    for (const { bucket } of buckets) bucket.tokens += 1;
    return result;
  }

  /** Gives the browser the cookie of a new session, and ends the one that it had. */
  async give(request: FastifyRequest, reply: FastifyReply, { token }: Begun): Promise<void> {
    const before = this.whoOf(request)?.session;
    if (before) await this.options.people?.sessions.end(before);
    this.cookies.set(request, reply, token.reveal(), WEB_LIMITS.sessionMs / 1000);
  }

  /** Takes the cookie away. */
  takeBack(request: FastifyRequest, reply: FastifyReply): void {
    this.cookies.set(request, reply, '', 0);
  }

  /** Each request counts once, although it is looked at twice. @param group whose requests count together with the name */
  private counted(request: FastifyRequest, who: Who | undefined, group: string): Who | undefined {
    if (!who || this.known.has(request)) return who;
    const bucket = this.requests.of(`${group} ${who.name}`, OF_SESSION);
    const waitMs = msToToken(bucket, OF_SESSION);
    if (waitMs > 0) throw new SundialError('session-too-busy', { seconds: Math.ceil(waitMs / 1000) });
    bucket.tokens -= 1;
    this.known.set(request, who);
    return who;
  }
}

/**
 * With this header an open page says that it looks for changes by itself. Nobody need be there, so a session that is used
 * only so ends.
 */
const WATCHING = 'x-sundial-watching';

const isOwnWork = ({ headers }: FastifyRequest): boolean => headers[WATCHING] === undefined;

function proxyWho(proxy: ProxyPeople, request: FastifyRequest): Who | undefined {
  const known = proxy.whoOf(request);
  return known && { ...known, session: undefined };
}

/** Where a request comes from. */
export function placeOf(request: FastifyRequest): SessionPlace {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}
