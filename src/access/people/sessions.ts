// Sessions: who is signed in where. Only digests of their tokens are kept, in a file that the service writes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import type { Secret } from '../../domain/secret.js';
import { instant } from '../parse-records.js';
import { QuietFile } from '../quiet-file.js';
import { digestOf, newToken } from './token.js';
import { type User, userState } from './user.js';
import { accessFolder } from './users-file.js';

const record = z.object({
  digest: z.string(),
  user: z.string(),
  generation: z.string(),
  began: instant,
  seen: instant,
  address: z.string(),
  agent: z.string(),
});
const records = z.array(record);

export type Session = Readonly<z.infer<typeof record>>;

/** Where a session is used. */
export interface SessionPlace {
  readonly address: string;
  /** What the browser says it is. */
  readonly agent: string;
}

/** An open session with its user, as both are now. */
export interface SignedIn {
  readonly session: Session;
  readonly user: User;
}

/** The longest time of use that a kill loses, in milliseconds. */
const WRITE_MS = 60_000;
/** Characters of the browser's name that are kept. */
const AGENT = 200;

export class Sessions {
  private readonly open: Map<string, Session>;
  private readonly written: QuietFile;
  private writtenAt = 0;

  /**
   * @param users the users as of now; a session whose user changed too much has ended
   * @param failed is told that the file cannot be written: sessions then end with the service
   */
  constructor(
    file: string,
    private readonly users: () => readonly User[],
    private readonly clock: Clock,
    failed: (problem: string) => void,
  ) {
    this.written = new QuietFile(file, failed);
    this.open = new Map(readSessions(file).map((session) => [session.digest, session]));
  }

  /** Begins a session. @returns the token, which is only known to the browser */
  async begin({ name, generation }: User, { address, agent }: SessionPlace): Promise<Secret> {
    this.forgetEnded();
    const own = this.of(name);
    for (const { digest } of own.slice(WEB_LIMITS.sessionsOfUser - 1)) this.open.delete(digest);
    const token = newToken();
    const [digest, now] = [digestOf(token.reveal()), this.clock()];
    const session = { digest, user: name, generation, began: now, seen: now, address };
    this.open.set(digest, { ...session, agent: agent.slice(0, AGENT) });
    await this.write();
    return token;
  }

  /**
   * The session of a token, which is thereby used; undefined if it has ended.
   *
   * @param isWork false for what a page does by itself, which does not put off the end of the session
   */
  use(token: string, isWork = true): SignedIn | undefined {
    const session = this.open.get(digestOf(token));
    const user = session && this.userOf(session);
    if (!user) return undefined;
    if (!isWork) return { session: session!, user };
    const now = this.clock();
    const seen = { ...session, seen: now };
    this.open.set(session.digest, seen);
    // A clock that was set back does not stop the writing.
    if (Math.abs(now.getTime() - this.writtenAt) >= WRITE_MS) void this.write();
    return { session: seen, user };
  }

  /** The open sessions of a user, the most recently used first. */
  of(name: string): Session[] {
    return [...this.open.values()]
      .filter((session) => session.user === name && this.userOf(session))
      .sort((a, b) => b.seen.getTime() - a.seen.getTime());
  }

  /** Ends a session. */
  async end({ digest }: Pick<Session, 'digest'>): Promise<void> {
    if (this.open.delete(digest)) await this.write();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.writtenAt !== 0) await this.write();
  }

  /** The user of a session that has not ended. */
  private userOf({ user: name, generation, began, seen }: Session): User | undefined {
    const now = this.clock();
    const user = this.users().find((each) => each.name === name && each.generation === generation);
    if (!user || userState(user, now) !== 'active') return undefined;
    const longestMs = user.identity ? WEB_LIMITS.providedSessionMs : WEB_LIMITS.sessionMs;
    const hasEnded =
      now.getTime() - seen.getTime() >= WEB_LIMITS.sessionIdleMs ||
      now.getTime() - began.getTime() >= longestMs;
    return hasEnded ? undefined : user;
  }

  private forgetEnded(): void {
    for (const session of this.open.values()) if (!this.userOf(session)) this.open.delete(session.digest);
  }

  private write(): Promise<void> {
    this.writtenAt = this.clock().getTime();
    return this.written.write(() => JSON.stringify([...this.open.values()]));
  }
}

/** The file of sessions of the settings. */
export function sessionsFileOf(settings: { readonly data_dir: string }): string {
  return path.join(accessFolder(settings), 'sessions.json');
}

/** Empty without a file, and if it is damaged: then everybody signs in again. */
function readSessions(file: string): Session[] {
  try {
    return records.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
