// Turns failures of the driver and the server into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { redact } from '../../domain/secret.js';
import type { MongodbTarget } from './target.js';

/** A failure as the driver throws it; `code` comes from the server. */
interface DriverFailure {
  readonly name: string;
  readonly message: string;
  readonly code: number | string | undefined;
  /** Messages of all causes, among which is the one of a failed connection. */
  readonly chain: string;
}

function driverFailure(thrown: unknown): DriverFailure {
  const { name, message, code } = thrown as Error & { code?: number | string };
  return { name, message, code, chain: chainOf(thrown) };
}

/** Causes within causes; the driver nests at most a few. */
function chainOf(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error) || depth > 8) return '';
  const { code } = thrown as { code?: unknown };
  const { reason } = thrown as {
    reason?: { servers?: ReadonlyMap<string, { error?: unknown }>; error?: unknown };
  };
  const servers = [...(reason?.servers?.values() ?? [])].map(({ error }) => error);
  const inner = [thrown.cause, reason?.error, ...servers].map((one) => chainOf(one, depth + 1));
  return [thrown.name, String(code ?? ''), thrown.message, ...inner].join(' ');
}

/**
 * Codes with which a server refuses a document because of its content or of a rule of the collection: bad values and
 * names, invalid or too large BSON, a unique index, an entry of an index that cannot be made, or validation
 * (mongo/src/mongo/base/error_codes.yml).
 */
const ABOUT_DOCUMENT = new Set([
  ...[2, 9, 14, 15, 16, 22, 52, 56, 57, 121, 171],
  ...[10334, 11000, 16755, 16766, 17280, 17419, 17420],
]);

export const isAboutDocument = (thrown: unknown): boolean =>
  ABOUT_DOCUMENT.has((thrown as { code?: unknown }).code as number);

const SIGN_IN = new Set<unknown>([11, 18, 334, 8000]);
const RIGHTS = new Set<unknown>([13]);
/** A time limit of the server: of a command, or of waiting for a majority. */
const LATE = new Set<unknown>([50, 64, 89, 262]);
/** Elections, shutdowns, full disks, conflicts: the same command may succeed later. */
const PASSING = new Set<unknown>([
  ...[6, 7, 91, 100, 112, 133, 134, 189, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031],
]);

const TLS = /ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|certificate|SSL routines/i;

/** The error to show for a failure. */
export function asMongodbError(thrown: unknown, target: MongodbTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { what, secrets, username } = target;
  const { name, message, code, chain } = driverFailure(thrown);
  const details = { what, problem: redact(message, secrets) };
  const cause = { cause: thrown };
  if (RIGHTS.has(code)) return rightsError(target, details.problem, cause);
  if (SIGN_IN.has(code) || name === 'MongoMissingCredentialsError')
    return new SundialError('mongodb-auth', { ...details, user: username }, cause);
  if (LATE.has(code) || name === 'MongoNetworkTimeoutError' || name === 'MongoOperationTimeoutError')
    return new SundialError('mongodb-timeout', details, cause);
  if (PASSING.has(code)) return new SundialError('mongodb-busy', details, cause);
  if (TLS.test(chain)) return new SundialError('mongodb-tls', details, cause);
  if (/^Mongo(?:Network|ServerSelection|Topology|Pool|Client|NotConnected|WaitQueue)/.test(name))
    return new SundialError('mongodb-unreachable', details, cause);
  // Names that cannot be resolved are failures of Node's own.
  if (/ENOTFOUND|ENODATA|EAI_AGAIN|ECONN|ETIMEOUT/.test(chain))
    return new SundialError('mongodb-unreachable', details, cause);
  return new SundialError('mongodb-refused', details, cause);
}

export function rightsError(target: MongodbTarget, problem: string, cause?: ErrorOptions): SundialError {
  const { what, username, database, findings } = target;
  const roles = database.includes('{')
    ? ['readWriteAnyDatabase']
    : [...new Set([database, ...(findings ? [findings.database] : [])])].map(
        (name) => `readWrite on ${name}`,
      );
  const user = username === '' ? 'of the connection string' : username;
  return new SundialError('mongodb-rights', { what, user, problem, role: roles.join(' and ') }, cause);
}
