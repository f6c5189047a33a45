// Local accounts: signing in and out, links of invitations, and the link with which the first user begins.
import { SundialError } from '../../domain/errors.js';
import type { Role } from '../../domain/role.js';
import type { Secret } from '../../domain/secret.js';
import {
  acceptInvitation,
  addFirstAdmin,
  INVITATION_MS,
  invitedBy,
  requireUserName,
  userName,
} from './change-users.js';
import { Passwords, requireFitPassword } from './passwords.js';
import { type Begun, People, type PeopleOptions } from './people.js';
import type { SessionPlace } from './sessions.js';
import { digestOf, newToken } from './token.js';
import { type Invitation, type User, userState } from './user.js';

export interface AccountsOptions extends PeopleOptions {
  /** Tests use cheaper ones. */
  readonly passwords?: Passwords;
}

/** What a link is for. @property name null = its user chooses one */
export interface Link {
  readonly name: string | null;
  readonly role: Role;
  readonly expires: Date;
}

export class Accounts extends People {
  private readonly passwords: Passwords;
  private first: Invitation | undefined;

  constructor(options: AccountsOptions) {
    super(options);
    this.passwords = options.passwords ?? new Passwords();
  }

  /** Makes the link of the first user, an admin. @returns its token; undefined if there are users */
  offerFirst(): Secret | undefined {
    if (this.users.current().length > 0) return undefined;
    const token = newToken();
    const expires = new Date(this.clock().getTime() + INVITATION_MS);
    this.first = { digest: digestOf(token.reveal()), expires };
    return token;
  }

  /**
   * Begins a session for a name and a password.
   *
   * @throws SundialError `sign-in-refused`, the same for each reason, `sign-in-busy`, `users-file-invalid`
   */
  async signIn(given: string, password: string, place: SessionPlace): Promise<Begun> {
    const name = userName(given);
    const user = this.users.current().find((each) => each.name === name);
    const isActive = user !== undefined && userState(user, this.clock()) === 'active';
    const by = user ? { by: name } : { by: '', about: given.slice(0, 100) };
    return this.audited({ ...by, event: 'signed-in', place }, async () => {
      const isRight = await this.passwords.isRight(isActive ? user.password : undefined, password);
      if (!isRight || !isActive) throw new SundialError('sign-in-refused');
      return { user, token: await this.sessions.begin(user, place) };
    });
  }

  /** What a link is for. @throws SundialError `invitation-invalid` */
  link(token: string): Link {
    const now = this.clock();
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
    const link = this.link(token);
    const chosen = requireUserName(link.name ?? name);
    requireFitPassword(password, chosen);
    return this.audited({ event: 'password-chosen', by: chosen, place }, async () => {
      const hash = await this.passwords.hash(password);
      const user =
        link.name === null
          ? await addFirstAdmin(this.users, chosen, hash, this.clock)
          : await acceptInvitation(this.users, token, hash, this.clock);
      if (link.name === null) this.first = undefined;
      return { user, token: await this.sessions.begin(user, place) };
    });
  }

  protected isAdmitted({ identity }: User): boolean {
    return identity === undefined;
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
}
