// The table of all errors: joins the stations' declarations, and defines the error class that carries a row.
import { ACCESS_ERRORS } from '../access/errors.js';
import { ARCHIVE_ERRORS } from '../archive/errors.js';
import { BACKUP_ERRORS } from '../backup/errors.js';
import { CATALOGUE_ERRORS } from '../catalogue/errors.js';
import { CLI_ERRORS } from '../cli/errors.js';
import { COLLECT_ERRORS } from '../collect/errors.js';
import { SOURCE_KINDS } from '../collect/registry.js';
import { UNPACK_ERRORS } from '../collect/unpack/errors.js';
import { CONFIG_ERRORS } from '../config/errors.js';
import { CONSTITUENT_ERRORS } from '../constituents/errors.js';
import { DAEMON_ERRORS } from '../daemon/errors.js';
import { ENRICH_ERRORS } from '../enrich/errors.js';
import { INVENTORY_ERRORS } from '../enrich/inventory/errors.js';
import { ENRICHER_KINDS } from '../enrich/registry.js';
import { LOAD_ERRORS } from '../load/errors.js';
import { MAPPING_ERRORS } from '../mapping/errors.js';
import { NET_ERRORS } from '../net/errors.js';
import { NOTIFY_ERRORS } from '../notify/errors.js';
import { PIPELINE_ERRORS } from '../pipeline/errors.js';
import { BROKER_ERRORS } from '../publish/broker/errors.js';
import { PUBLISH_ERRORS } from '../publish/errors.js';
import { OUTPUT_KINDS } from '../publish/registry.js';
import { QUERY_ERRORS } from '../query/errors.js';
import { APP_ERRORS } from '../server/app/errors.js';
import { SERVER_ERRORS } from '../server/errors.js';
import { REPORTS_API_ERRORS } from '../server/reports-api/errors.js';
import { TAXII_ERRORS } from '../server/taxii/errors.js';
import { SOCKET_ERRORS } from '../socket/errors.js';
import { STAGE_ERRORS } from '../stages/errors.js';
import { STORE_ERRORS } from '../store/errors.js';
import { TRIAGE_ERRORS } from '../triage/errors.js';
import { errorsOf } from './declarations.js';
import { type ErrorClass, type ErrorRow, EXIT } from './error-row.js';

export { type ErrorClass, EXIT } from './error-row.js';

/** Each station declares its errors in an `errors.ts`, or in the declarations that its registry lists. */
export const ERRORS = {
  ...NET_ERRORS,
  ...CONFIG_ERRORS,
  ...CLI_ERRORS,
  ...COLLECT_ERRORS,
  ...UNPACK_ERRORS,
  ...errorsOf(SOURCE_KINDS),
  ...ARCHIVE_ERRORS,
  ...LOAD_ERRORS,
  ...STAGE_ERRORS,
  ...CATALOGUE_ERRORS,
  ...MAPPING_ERRORS,
  ...PIPELINE_ERRORS,
  ...STORE_ERRORS,
  ...QUERY_ERRORS,
  ...CONSTITUENT_ERRORS,
  ...ACCESS_ERRORS,
  ...ENRICH_ERRORS,
  ...errorsOf(ENRICHER_KINDS),
  ...INVENTORY_ERRORS,
  ...TRIAGE_ERRORS,
  ...NOTIFY_ERRORS,
  ...BACKUP_ERRORS,
  ...PUBLISH_ERRORS,
  ...BROKER_ERRORS,
  ...errorsOf(OUTPUT_KINDS),
  ...SERVER_ERRORS,
  ...APP_ERRORS,
  ...REPORTS_API_ERRORS,
  ...TAXII_ERRORS,
  ...DAEMON_ERRORS,
  ...SOCKET_ERRORS,
  internal: {
    message: 'something went wrong inside Sundial: {problem}. Please report it',
    who: 'developer',
    retry: false,
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error of the table above. `details` fill the message's placeholders and never hold secrets. */
export class SundialError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(
      ERRORS[code].message.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')),
      options,
    );
    this.name = 'SundialError';
    this.code = code;
    this.details = details;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/** The class of a service's failure that a code stands for; undefined for other errors. */
export function errorClass(code: ErrorCode): ErrorClass | undefined {
  const row: ErrorRow = ERRORS[code];
  return row.class;
}

/** Whether an operation that failed with this code may succeed later; false for a code of another version. */
export function mayMend(code: string): boolean {
  return code in ERRORS && ERRORS[code as ErrorCode].retry;
}

/** Whether a message of the system or the engine says that too many files are open. */
export function lacksFiles(message: string): boolean {
  return /\b(EMFILE|ENFILE)\b|Too many open files/.test(message);
}

/** Turns any thrown value into an error of the table, keeping the original as its cause. */
export function asSundialError(thrown: unknown): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  if (lacksFiles(problem)) return new SundialError('too-few-files', {}, { cause: thrown });
  return new SundialError('internal', { problem }, { cause: thrown });
}
