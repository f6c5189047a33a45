// A person who uses the web application: the name to sign in with, the role, and what proves that it is this person.

import type { Role } from '../../domain/role.js';

/** A link with which a person chooses a password. Only a digest is kept, so that the file does not open an account. */
export interface Invitation {
  /** SHA-256 of the token, in hex. */
  readonly digest: string;
  /** The first instant at which the link no longer works. */
  readonly expires: Date;
}

/** How another system knows a person: what stays the same when the name or the mail address there changes. */
export interface Identity {
  /** The address of the identity provider. */
  readonly issuer: string;
  readonly subject: string;
}

export interface User {
  /** In lower case; authors of decisions are named so. */
  readonly name: string;
  readonly role: Role;
  readonly created: Date;
  /** The hash of the password (argon2id, PHC string format); undefined until the person has chosen one. */
  readonly password: string | undefined;
  readonly invitation: Invitation | undefined;
  /** Of a person who signs in at an identity provider, and thus has neither a password nor a link. */
  readonly identity?: Identity | undefined;
  /** Since when the user may not sign in. */
  readonly disabled: Date | undefined;
  /** Sessions carry this text, and end when it changes. */
  readonly generation: string;
}

/** `expired` = the invitation was not used in time. */
export type UserState = 'active' | 'invited' | 'expired' | 'disabled';

export function userState({ disabled, password, invitation, identity }: User, now: Date): UserState {
  if (disabled) return 'disabled';
  if (password !== undefined || identity) return 'active';
  return invitation && now < invitation.expires ? 'invited' : 'expired';
}
