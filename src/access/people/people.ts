// The people who use the web application, however they sign in: their users, their sessions, and what is recorded of both.
import type { Clock } from '../../domain/clock.js';
import { asSundialError, type ErrorCode } from '../../domain/errors.js';
import type { Secret } from '../../domain/secret.js';
import type { Audit, AuditEntry } from './audit.js';
import { type Session, type SessionPlace, Sessions, sessionsFileOf } from './sessions.js';
import type { User } from './user.js';
import { type UsersFile, usersFileOf } from './users-file.js';

export interface PeopleOptions {
  readonly settings: { readonly data_dir: string };
  readonly clock: Clock;
  readonly audit: Audit;
  /** Is told that sessions cannot be written. */
  readonly failed: (problem: string) => void;
}

/** A session that has just begun. */
export interface Begun {
  readonly user: User;
  readonly token: Secret;
}

export abstract class People {
  readonly sessions: Sessions;
  readonly users: UsersFile;
  protected readonly clock: Clock;
  private readonly audit: Audit;

  constructor({ settings, clock, audit, failed }: PeopleOptions) {
    this.clock = clock;
    this.audit = audit;
    this.users = usersFileOf(settings);
    const admitted = () => this.users.current().filter((user) => this.isAdmitted(user));
    this.sessions = new Sessions(sessionsFileOf(settings), admitted, clock, failed);
  }

  /** All users, by name. */
  list(): readonly User[] {
    return this.users.current();
  }

  /** Ends one of a user's own sessions. @param isOwn whether it is the session that asks */
  async end(session: Session, isOwn: boolean, address: string): Promise<void> {
    await this.sessions.end(session);
    const event = isOwn ? 'signed-out' : 'session-ended';
    this.audit.record({ event, by: session.user, through: 'web', address });
  }

  /** Writes what is not written yet. */
  close(): Promise<void> {
    return this.sessions.close();
  }

  /** Whether a user can have begun a session in this way; sessions that began in another way are not open. */
  protected abstract isAdmitted(user: User): boolean;

  /** Records what succeeds and what fails. @param work may name who it is once it knows */
  protected async audited<T>(
    { place, ...entry }: Pick<AuditEntry, 'event' | 'by' | 'about'> & { readonly place: SessionPlace },
    work: (known: (by: string) => void) => Promise<T>,
  ): Promise<T> {
    let { by } = entry;
    const record = (error?: ErrorCode) =>
      this.audit.record({ ...entry, by, through: 'web', address: place.address, error });
    try {
      const result = await work((known) => {
        by = known;
      });
      record();
      return result;
    } catch (thrown) {
      record(asSundialError(thrown).code);
      throw thrown;
    }
  }
}
