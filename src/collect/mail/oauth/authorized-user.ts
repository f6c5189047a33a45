// Access to a mailbox with the permission that its user granted with `sundial mail authorize`.
import type { Clock } from '../../../domain/clock.js';
import { SundialError } from '../../../domain/errors.js';
import type { Secret } from '../../../domain/secret.js';
import type { Granted, GrantedFile } from './granted.js';
import { type RefreshToken, refreshToken } from './grants.js';
import type { Issued } from './token-answer.js';
import type { Grant } from './tokens.js';

export interface AuthorizedUser extends Omit<RefreshToken, 'refreshToken'> {
  /** The mailbox's name in messages. */
  readonly what: string;
  readonly file: GrantedFile;
  readonly clock: Clock;
}

/**
 * The permission that a user granted with `sundial mail authorize`. Microsoft replaces the refresh token with each use,
 * and the old one ends some time later (Microsoft identity platform, "refresh tokens"), so the newest one is kept.
 */
export function authorizedUser({ what, file, clock, ...given }: AuthorizedUser): Grant {
  const form = async () => {
    const granted = await file.read();
    if (granted?.clientId !== given.clientId) throw new SundialError('mail-unauthorized', { what });
    return refreshToken({ ...given, refreshToken: granted.refreshToken }).form();
  };
  const keep = async (issued: Issued) => {
    if (issued.refresh) await file.write(grantedFrom(given.clientId, issued.refresh, issued, clock()));
  };
  return { url: new URL(given.tokenUrl), form, keep };
}

/** What is kept of an answer that contains a refresh token. */
export function grantedFrom(
  clientId: string,
  refreshToken: Secret,
  { refreshValidMs }: Pick<Issued, 'refreshValidMs'>,
  now: Date,
): Granted {
  const expires = refreshValidMs === undefined ? undefined : new Date(now.getTime() + refreshValidMs);
  return { clientId, refreshToken, expires };
}
