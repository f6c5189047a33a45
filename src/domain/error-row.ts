// What a row of the table of errors holds, and short forms for the kinds of rows that are many.

/** Exit codes of the command line; they mean the same for every command. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, authentication: 4, nothingNew: 5 } as const;

/** What went wrong between Sundial and a service it collects from, where people must tell such cases apart. */
export type ErrorClass =
  /** The credentials are missing or refused. */
  | 'auth'
  /** It came, and held nothing. */
  | 'empty'
  /** The service no longer offers this. */
  | 'retired'
  /** Nothing came in time. */
  | 'timeout'
  /** Less came than was announced, or than there is. */
  | 'partial'
  /** The service answered that it will not. */
  | 'refused'
  /** There was no way to a working service. */
  | 'unreachable'
  /** What came is not what was asked for. */
  | 'malformed';

/** One row of the table. `{name}` in a message is replaced by the detail of that name. */
export interface ErrorRow {
  readonly message: string;
  /** Who can put it right: the person running Sundial, the publisher of the reports, or Sundial's authors. */
  readonly who: 'operator' | 'publisher' | 'developer';
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly retry: boolean;
  readonly exit: number;
  readonly http: number;
  readonly class?: ErrorClass;
}

/** What the person running Sundial can put right. */
export const operator = (message: string, exit: number, http = 400): ErrorRow => ({
  message,
  who: 'operator',
  retry: false,
  exit,
  http,
});
/** What only the publisher of a report can put right. */
export const publisher = (message: string, exit: number = EXIT.partial): ErrorRow => ({
  message,
  who: 'publisher',
  retry: false,
  exit,
  http: 422,
});

/** Failures of the Reports API; only those with `retry` are worth another try at once. */
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

/** Failures of a mailbox or of the server that reports are downloaded from; `retry` as above. */
export const mail = (kind: ErrorClass, message: string, retry = false): ErrorRow =>
  api(kind, message, 'operator', retry);
