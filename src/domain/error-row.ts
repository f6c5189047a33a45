// The shape of a row in the table of errors, and short forms for frequent kinds of rows.

/** Exit codes of the command line; they mean the same for every command. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, authentication: 4, nothingNew: 5 } as const;

/** The class of a failure between Sundial and a service that it collects from. */
export type ErrorClass =
  /** The credentials are missing or refused. */
  | 'auth'
  /** The answer arrived but was empty. */
  | 'empty'
  /** The service no longer offers the method. */
  | 'retired'
  /** No answer arrived in time. */
  | 'timeout'
  /** Less data arrived than was announced or exists. */
  | 'partial'
  /** The service refused the request. */
  | 'refused'
  /** No working service could be reached. */
  | 'unreachable'
  /** The answer has an unexpected form. */
  | 'malformed';

/** One row of the table. `{name}` in a message is replaced by the detail of that name. */
export interface ErrorRow {
  readonly message: string;
  /** Who can fix the problem: the person running Sundial, the publisher of the reports, or Sundial's authors. */
  readonly who: 'operator' | 'publisher' | 'developer';
  /** Whether the same call may succeed later without any change. */
  readonly retry: boolean;
  readonly exit: number;
  readonly http: number;
  readonly class?: ErrorClass;
}

/** A problem that the person running Sundial can fix. */
export const operator = (message: string, exit: number, http = 400): ErrorRow => ({
  message,
  who: 'operator',
  retry: false,
  exit,
  http,
});
/** A problem that only the publisher of a report can fix. */
export const publisher = (message: string, exit: number = EXIT.partial): ErrorRow => ({
  message,
  who: 'publisher',
  retry: false,
  exit,
  http: 422,
});

/** A failure of the Reports API; only failures with `retry` are worth another attempt at once. */
export const api = (
  kind: ErrorClass,
  message: string,
  who: ErrorRow['who'] = 'publisher',
  retry = false,
): ErrorRow => ({
  message,
  who,
  retry,
  exit: kind === 'auth' ? EXIT.authentication : EXIT.failed,
  http: 502,
  class: kind,
});

/** A failure of a mailbox or of the server from which reports are downloaded; `retry` as above. */
export const mail = (kind: ErrorClass, message: string, retry = false): ErrorRow =>
  api(kind, message, 'operator', retry);
