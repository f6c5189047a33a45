// What all connections to PostgreSQL have in common: how strictly a server has to prove its identity, and the kinds of
// failures.
import type { ConnectionOptions } from 'node:tls';
import { trusting } from './certificates.js';

/** Modes of `sslmode` that never send data unencrypted, and `disable`. */
export const POSTGRES_TLS = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type PostgresTls = (typeof POSTGRES_TLS)[number];

/**
 * The settings of TLS for a mode.
 *
 * @param caFile a PEM file with the certificates to trust; empty = the usual ones
 * @throws SundialError `file-unreadable`
 */
export async function postgresTls(mode: PostgresTls, caFile: string): Promise<ConnectionOptions | false> {
  if (mode === 'disable') return false;
  const ca = await trusting(caFile);
  if (mode === 'require') return { ...ca, rejectUnauthorized: false };
  return { ...ca, ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }) };
}

/** A failure of a driver's call. */
export interface PostgresFailure {
  readonly kind: 'auth' | 'timeout' | 'refused' | 'unreachable';
  /** SQLSTATE, or the word of a failed connection, such as ECONNREFUSED. */
  readonly code: string;
  readonly problem: string;
}

/** The server was stopping, starting or had too many connections. */
const BUSY = /^(53300|57P0[123]|08...)$/;

export function postgresFailure(thrown: unknown): PostgresFailure {
  const { code = '', message } = thrown as Error & { code?: string };
  const failure = (kind: PostgresFailure['kind']) => ({ kind, code, problem: message || code });
  if (/^28/.test(code) || message.startsWith('SASL')) return failure('auth');
  if (code === '57014' || /timeout|timed out/i.test(`${code} ${message}`)) return failure('timeout');
  // Node's codes are words such as ECONNREFUSED.
  return failure(/^[0-9FHPX][0-9A-Z]{4}$/.test(code) && !BUSY.test(code) ? 'refused' : 'unreachable');
}
