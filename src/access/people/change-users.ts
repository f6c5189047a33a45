// Changes of users: invitations and their acceptance, roles, and the end of an account.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Role } from '../../domain/role.js';
import type { Secret } from '../../domain/secret.js';
import { digestOf, newToken } from './token.js';
import { type Identity, type User, userState } from './user.js';
import type { UsersFile } from './users-file.js';

/** How long a link works: long enough to hand it over, too short to be found in old mail. */
export const INVITATION_MS = 3_600_000;

/** A user with the token of a new link, which is known only now. */
export interface Invited {
  readonly user: User;
  readonly token: Secret;
}

/** Adds a user, who chooses a password with the link. @throws SundialError `user-name-invalid`, `user-exists`, and like `SharedFile.change` */
export function inviteUser(
  file: UsersFile,
  { name, role }: Pick<User, 'name' | 'role'>,
  clock: Clock,
): Promise<Invited> {
  return file.change((users) => {
    const created = clock();
    const given = newName(users, name);
    const { user, token } = invited(
      {
        ...{ name: given, role, created, generation: newGeneration() },
        ...{ password: undefined, invitation: undefined, disabled: undefined },
      },
      created,
    );
    return { content: [...users, user], result: { user, token } };
  });
}

/**
 * Gives a user a new link. The password no longer works, sessions end, and a disabled user is enabled again.
 *
 * @throws SundialError `user-unknown`, `user-provided`, and like `SharedFile.change`
 */
export function resetUser(file: UsersFile, name: string, clock: Clock): Promise<Invited> {
  return changeOne(file, name, (user) => {
    requireOwn(user);
    const { user: changed, token } = invited(
      { ...user, password: undefined, disabled: undefined, generation: newGeneration() },
      clock(),
    );
    return { user: changed, result: { user: changed, token } };
  });
}

/** Counts for open sessions as well. @throws SundialError `user-unknown`, `user-provided`, and like `SharedFile.change` */
export function setRole(file: UsersFile, name: string, role: Role): Promise<User> {
  return changeOne(file, name, (user) => {
    requireOwn(user);
    return { user: { ...user, role }, result: { ...user, role } };
  });
}

/** Ends sessions and links, and lets nobody sign in as the user. @throws SundialError `user-unknown`, and like `SharedFile.change` */
export function disableUser(file: UsersFile, name: string, clock: Clock): Promise<User> {
  return changeOne(file, name, (user) => {
    const disabled = { ...user, disabled: clock(), invitation: undefined, generation: newGeneration() };
    return { user: disabled, result: disabled };
  });
}

/** @throws SundialError `user-unknown`, and like `SharedFile.change` */
export function removeUser(file: UsersFile, name: string): Promise<User> {
  return file.change((users) => {
    const user = named(users, name);
    return { content: users.filter((each) => each !== user), result: user };
  });
}

/**
 * The user for a person whom an identity provider vouches for, made at the first sign-in; the role is the one of now.
 *
 * @param name of a new user; a known identity keeps the name that decisions have
 * @throws SundialError `user-disabled`, `user-name-invalid`, `user-name-taken`, and like `SharedFile.change`
 */
export function provideUser(
  file: UsersFile,
  { identity, name, role }: { readonly identity: Identity; readonly name: string; readonly role: Role },
  clock: Clock,
): Promise<User> {
  return file.change((users) => {
    const known = users.find((user) => isSame(user.identity, identity));
    if (known?.disabled) throw new SundialError('user-disabled', { name: known.name });
    const given = known?.name ?? requireUserName(name);
    // A name that can be chosen at the provider opens nobody else's account.
    if (!known && users.some((user) => user.name === given))
      throw new SundialError('user-name-taken', { name: given });
    const user: User = known
      ? { ...known, role }
      : {
          ...{ name: given, role, created: clock(), password: undefined, invitation: undefined },
          ...{ identity, disabled: undefined, generation: newGeneration() },
        };
    return { content: [...users.filter((each) => each !== known), user], result: user };
  });
}

const isSame = (a: Identity | undefined, b: Identity): boolean =>
  a?.issuer === b.issuer && a.subject === b.subject;

/** The user whose link has a token. @throws SundialError `invitation-invalid` */
export function invitedBy(users: readonly User[], token: string, now: Date): User {
  const digest = digestOf(token);
  const user = users.find(({ invitation }) => invitation?.digest === digest);
  if (!user || userState(user, now) !== 'invited') throw new SundialError('invitation-invalid');
  return user;
}

/** Uses up a link. @param password the hash of the chosen password @throws SundialError `invitation-invalid`, and like `SharedFile.change` */
export function acceptInvitation(
  file: UsersFile,
  token: string,
  password: string,
  clock: Clock,
): Promise<User> {
  return file.change((users) => {
    const user = invitedBy(users, token, clock());
    const accepted = { ...user, password, invitation: undefined };
    return { content: users.map((each) => (each === user ? accepted : each)), result: accepted };
  });
}

/**
 * Adds the first user, an admin with a password. Only one of several that try at the same time becomes it.
 *
 * @param password the hash of the chosen password
 * @throws SundialError `invitation-invalid` if there are users already, `user-name-invalid`, and like `SharedFile.change`
 */
export function addFirstAdmin(file: UsersFile, name: string, password: string, clock: Clock): Promise<User> {
  return file.change((users) => {
    if (users.length > 0) throw new SundialError('invitation-invalid');
    const user: User = {
      ...{ name: newName(users, name), role: 'admin', created: clock(), password },
      ...{ invitation: undefined, disabled: undefined, generation: newGeneration() },
    };
    return { content: [user], result: user };
  });
}

/** A name of letters, digits and `. _ - @`, so that it is one word in logs, commands and decisions. */
const NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/** The name in the form in which it is kept: names that differ in case only are the same. */
export function userName(given: string): string {
  return given.trim().toLowerCase();
}

/** @throws SundialError `user-name-invalid` */
export function requireUserName(given: string): string {
  const name = userName(given);
  if (!NAME.test(name)) throw new SundialError('user-name-invalid', { name: given.slice(0, 100) });
  return name;
}

function newName(users: readonly User[], given: string): string {
  const name = requireUserName(given);
  if (users.some((user) => user.name === name)) throw new SundialError('user-exists', { name });
  return name;
}

/** @throws SundialError `user-provided` for a user whose identity provider decides on role and sign-in */
function requireOwn({ name, identity }: User): void {
  if (identity) throw new SundialError('user-provided', { name, issuer: identity.issuer });
}

function changeOne<Result>(
  file: UsersFile,
  name: string,
  change: (user: User) => { readonly user: User; readonly result: Result },
): Promise<Result> {
  return file.change((users) => {
    const before = named(users, name);
    const { user, result } = change(before);
    return { content: users.map((each) => (each === before ? user : each)), result };
  });
}

function named(users: readonly User[], given: string): User {
  const name = userName(given);
  const user = users.find((each) => each.name === name);
  if (user) return user;
  const nearest = didYouMean(
    name,
    users.map((each) => each.name),
  );
  throw new SundialError('user-unknown', { name, nearest });
}

function invited(user: User, now: Date): Invited {
  const token = newToken();
  const expires = new Date(now.getTime() + INVITATION_MS);
  return { user: { ...user, invitation: { digest: digestOf(token.reveal()), expires } }, token };
}

const newGeneration = (): string => randomBytes(12).toString('base64url');
