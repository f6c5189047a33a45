// Local accounts: signing in and out, links of invitations, and the link with which the first user begins.
import type { Clock } from '../../domain/clock.js';
import { asSundialError, type ErrorCode, SundialError } from '../../domain/errors.js';
import type { Role } from '../../domain/role.js';
import type { Secret } from '../../domain/secret.js';
import type { Audit, AuditEntry } from './audit.js';
import {
  acceptInvitation,
  addFirstAdmin,
  INVITATION_MS,
  invitedBy,
  requireUserName,
  userName,
} from './change-users.js';
import { Passwords, requireFitPassword } from './passwords.js';
import { type Session, type SessionPlace, Sessions, sessionsFileOf } from './sessions.js';
import { digestOf, newToken } from './token.js';
import { type Invitation, type User, userState } from './user.js';
import { type UsersFile, usersFileOf } from './users-file.js';

export interface AccountsOptions {
  readonly settings: { readonly data_dir: string };
  readonly clock: Clock;
  readonly audit: Audit;
  /** Is told that sessions cannot be written. */
  readonly failed: (problem: string) => void;
  /** Tests use cheaper ones. */
  readonly passwords?: Passwords;
}

/** What a link is for. @property name null = its user chooses one */
export interface Link {
  readonly name: string | null;
  readonly role: Role;
  readonly expires: Date;
}

/** A session that has just begun. */
export interface Begun {
  readonly user: User;
  readonly token: Secret;
}

export class Accounts {
  readonly sessions: Sessions;
  private readonly users: UsersFile;
  private readonly passwords: Passwords;
  private first: Invitation | undefined;

  constructor(private readonly options: AccountsOptions) {
    const { settings, clock, failed } = options;
    this.users = usersFileOf(settings);
    this.passwords = options.passwords ?? new Passwords();
    this.sessions = new Sessions(sessionsFileOf(settings), () => this.users.current(), clock, failed);
  }

  /** All users, by name. */
  list(): readonly User[] {
    return this.users.current();
  }

  /** Makes the link of the first user, an admin. @returns its token; undefined if there are users */
  offerFirst(): Secret | undefined {
    if (this.users.current().length > 0) return undefined;
    const token = newToken();
    const expires = new Date(this.options.clock().getTime() + INVITATION_MS);
    this.first = { digest: digestOf(token.reveal()), expires };
    return token;
  }

  /**
   * Begins a session for a name and a password.
   *
   * @throws SundialError `sign-in-refused`, the same for each reason, `sign-in-busy`, `users-file-invalid`
   */
  async signIn(given: string, password: string, place: SessionPlace): Promise<Begun> {
    const { clock } = this.options;
    const name = userName(given);
    const user = this.users.current().find((each) => each.name === name);
    const isActive = user !== undefined && userState(user, clock()) === 'active';
    const by = user ? { by: name } : { by: '', about: given.slice(0, 100) };
    return this.audited({ ...by, event: 'signed-in', place }, async () => {
      const isRight = await this.passwords.isRight(isActive ? user.password : undefined, password);
      if (!isRight || !isActive) throw new SundialError('sign-in-refused');
      return { user, token: await this.sessions.begin(user, place) };
    });
  }

  /** What a link is for. @throws SundialError `invitation-invalid` */
  link(token: string): Link {
    const now = this.options.clock();
    if (this.isFirst(token, now)) return { name: null, role: 'admin', expires: this.first!.expires };
    const { name, role, invitation } = invitedBy(this.users.current(), token, now);
    return { name, role, expires: invitation!.expires };
  }

  /**
   * Uses up a link: its user has a password from now on, and is signed in.
   *
   * @param name of the first user; links for others carry theirs
   * @throws SundialError `invitation-invalid`, `user-name-invalid`, `password-unfit`, `sign-in-busy`
   */
  async start(token: string, name: string, password: string, place: SessionPlace): Promise<Begun> {
    const { clock } = this.options;
    const link = this.link(token);
    const chosen = requireUserName(link.name ?? name);
    requireFitPassword(password, chosen);
    return this.audited({ event: 'password-chosen', by: chosen, place }, async () => {
      const hash = await this.passwords.hash(password);
      const user =
        link.name === null
          ? await addFirstAdmin(this.users, chosen, hash, clock)
          : await acceptInvitation(this.users, token, hash, clock);
      if (link.name === null) this.first = undefined;
      return { user, token: await this.sessions.begin(user, place) };
    });
  }

  /** Ends one of a user's own sessions. @param isOwn whether it is the session that asks */
  async end(session: Session, isOwn: boolean, address: string): Promise<void> {
    await this.sessions.end(session);
    const event = isOwn ? 'signed-out' : 'session-ended';
    this.options.audit.record({ event, by: session.user, through: 'web', address });
  }

  /** Writes what is not written yet. */
  close(): Promise<void> {
    return this.sessions.close();
  }

  private isFirst(token: string, now: Date): boolean {
    const { first } = this;
    return (
      first !== undefined &&
      now < first.expires &&
      first.digest === digestOf(token) &&
      this.users.current().length === 0
    );
  }

  /** Records what succeeds and what fails. */
  private async audited<T>(
    { place, ...entry }: Pick<AuditEntry, 'event' | 'by' | 'about'> & { readonly place: SessionPlace },
    work: () => Promise<T>,
  ): Promise<T> {
    const record = (error?: ErrorCode) =>
      this.options.audit.record({ ...entry, through: 'web', address: place.address, error });
    try {
      const result = await work();
      record();
      return result;
    } catch (thrown) {
      record(asSundialError(thrown).code);
      throw thrown;
    }
  }
}
