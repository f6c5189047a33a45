// Makes out who makes a request, from the cookie of a session, and limits how often people try and ask.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts, Begun, Session, SessionPlace } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import type { Role } from '../../domain/role.js';
import { Buckets, msToToken, type Rate } from '../buckets.js';
import { clientNetwork } from '../client-network.js';
import type { Hosts } from './hosts.js';

/** Who makes a request. */
export interface Who {
  readonly name: string;
  readonly role: Role;
  /** Undefined if nobody needs to sign in. */
  readonly session: Session | undefined;
}

export interface SignInOptions {
  /** Undefined if nobody needs to sign in. */
  readonly accounts: Accounts | undefined;
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

  constructor(private readonly options: SignInOptions) {
    const { now } = options;
    this.names = new Buckets(now);
    this.addresses = new Buckets(now);
    this.requests = new Buckets(now);
  }

  /**
   * Who makes a request; undefined for nobody who is signed in.
   *
   * @throws SundialError `session-too-busy`, `users-file-invalid`
   */
  whoOf(request: FastifyRequest): Who | undefined {
    const { accounts, everybody } = this.options;
    if (!accounts) return { name: everybody, role: 'admin', session: undefined };
    const token = cookieOf(request, this.options.hosts.cookieName(request));
    const signedIn = token === undefined ? undefined : accounts.sessions.use(token);
    if (!signedIn) return undefined;
    const { session, user } = signedIn;
    // Each request counts once, although it is looked at twice.
    if (!this.known.has(request)) this.count(session);
    const who = { name: user.name, role: user.role, session };
    this.known.set(request, who);
    return who;
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
    if (before) await this.options.accounts?.sessions.end(before);
    const seconds = WEB_LIMITS.sessionMs / 1000;
    this.setCookie(request, reply, `${token.reveal()}; Max-Age=${seconds}`);
  }

  /** Takes the cookie away. */
  takeBack(request: FastifyRequest, reply: FastifyReply): void {
    this.setCookie(request, reply, '; Max-Age=0');
  }

  private setCookie(request: FastifyRequest, reply: FastifyReply, value: string): void {
    const { hosts } = this.options;
    const secure = hosts.isSecure(request) ? '; Secure' : '';
    const cookie = `${hosts.cookieName(request)}=${value}; Path=/; HttpOnly; SameSite=Strict${secure}`;
    reply.header('set-cookie', cookie);
  }

  private count({ digest }: Session): void {
    const bucket = this.requests.of(digest, OF_SESSION);
    const waitMs = msToToken(bucket, OF_SESSION);
    if (waitMs > 0) throw new SundialError('session-too-busy', { seconds: Math.ceil(waitMs / 1000) });
    bucket.tokens -= 1;
  }
}

/** Where a request comes from. */
export function placeOf(request: FastifyRequest): SessionPlace {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}

/** The value of a cookie; values of Sundial's have no character that would be encoded. */
function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}
