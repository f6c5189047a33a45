// Turns failures of the driver into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { postgresFailure } from '../../net/index.js';
import type { PostgresTarget } from './target.js';

/** SQLSTATE classes 22, 23 and 54: a value or row that the server does not accept, regardless of the other rows. */
export const isAboutRow = (thrown: unknown): boolean =>
  /^(22|23|54)...$/.test((thrown as { code?: unknown }).code as string);

/** The server has no TLS, or Node does not accept its certificate. */
const TLS = /does not support SSL|^ERR_TLS|CERT|UNABLE_TO_VERIFY/;

/** Insufficient resources, conflicts with other transactions, failed disks. */
const PASSING = /^(53...|40001|40P01|55P03|55006|58030)$/;

/** The error to show for a failure. */
export function asPostgresError(thrown: unknown, target: PostgresTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { what, user } = target;
  const { kind, code, problem } = postgresFailure(thrown);
  const cause = { cause: thrown };
  if (TLS.test(`${code} ${problem}`)) return new SundialError('postgres-tls', { what, problem }, cause);
  if (kind === 'auth') return new SundialError('postgres-auth', { what, problem }, cause);
  if (kind === 'timeout') return new SundialError('postgres-timeout', { what, problem }, cause);
  if (kind === 'unreachable') return new SundialError('postgres-unreachable', { what, problem }, cause);
  if (PASSING.test(code)) return new SundialError('postgres-busy', { what, problem }, cause);
  const advice = RIGHTS[code];
  if (advice) return new SundialError('postgres-rights', { what, user, problem, advice }, cause);
  if (code === '3D000')
    return new SundialError('postgres-tables', { what, problem, advice: 'create the database' }, cause);
  return new SundialError('postgres-refused', { what, problem }, cause);
}

const RIGHTS: Readonly<Record<string, string>> = {
  '42501': 'grant them to the user, or let the user own the tables',
  '25006': 'use the address of the primary server, and a user who may write',
};
