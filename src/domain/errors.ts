// The one table of errors: what each says, who has to act, whether trying again helps, and how it ends.

/** Exit codes of the command line; they mean the same for every command. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, authentication: 4, nothingNew: 5 } as const;

/** One row of the table. `{name}` in a message is replaced by the detail of that name. */
interface ErrorRow {
  readonly message: string;
  /** Who can put it right: the person running Sundial, the publisher of the reports, or Sundial's authors. */
  readonly who: 'operator' | 'publisher' | 'developer';
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly retry: boolean;
  readonly exit: number;
  readonly http: number;
}

const operator = (message: string, exit: number, http = 400): ErrorRow => ({
  message,
  who: 'operator',
  retry: false,
  exit,
  http,
});
const publisher = (message: string, exit: number = EXIT.partial): ErrorRow => ({
  message,
  who: 'publisher',
  retry: false,
  exit,
  http: 422,
});

export const ERRORS = {
  // Configuration and usage
  'config-unknown-key': operator(
    '{place}: unknown option "{key}"{nearest}. See docs/reference/configuration.md',
    EXIT.usage,
  ),
  'config-invalid': operator(
    '{place}: {key} {problem}. Expected {expected}, for example {example}',
    EXIT.usage,
  ),
  'config-unreadable': operator(
    '{file}: {problem}. Correct the file, or name another one with --config',
    EXIT.usage,
  ),
  'config-exists': operator('{file} exists already. Remove it first or name another file', EXIT.usage),
  usage: operator('{problem}', EXIT.usage),

  // Collecting
  'path-missing': operator('{file}: no such file or folder. Check the path', EXIT.partial, 404),
  'file-unreadable': operator('{file}: cannot be read ({problem}). Check its permissions', EXIT.partial),
  'report-name-unknown': operator(
    '{file}: the name does not say which report this is. Rename it to YYYY-MM-DD-<type>-<list>.csv, or give --type and --date',
    EXIT.partial,
  ),
  'report-name-conflict': operator(
    '{file}: is the same report ({report}) as {other} but with other content. Load the older file first, then the newer one in a second command',
    EXIT.partial,
    409,
  ),
  'file-empty': publisher('{file}: holds no bytes, not even a header. Fetch the report again'),
  'file-changed': operator('{file}: changed while it was being read. Load it again', EXIT.partial, 409),
  'file-not-a-report': publisher(
    '{file}: {problem}. Sundial reads CSV and JSON reports, also inside zip, gz, tar, 7z and rar',
  ),
  'archive-corrupt': publisher('{file}: is damaged or not a {format} file ({problem}). Fetch it again'),
  'archive-encrypted': operator(
    '{file}: is encrypted. Unpack it with its password and load the result',
    EXIT.partial,
  ),
  'archive-limit': operator(
    '{file}: {problem} (limit {limit}). If you trust it, unpack it yourself and load the result',
    EXIT.partial,
    413,
  ),
  'archive-member-name': publisher(
    '{file}: holds a member with an unsafe name, "{member}". It was not unpacked',
  ),
  'disk-full': {
    message: '{file}: the disk is full. Free space under {folder} and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 507,
  },

  // Loading
  'load-count-mismatch': {
    message:
      '{file}: the engine stored {stored} rows where {read} were read. Nothing was made visible; run the command again',
    who: 'developer',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },

  // Catalogue
  'type-unknown': operator(
    'report type "{type}" is not in the catalogue{nearest}. "sundial types" lists them',
    EXIT.usage,
    404,
  ),
  'catalogue-unreadable': operator(
    "{file}: is not a catalogue ({problem}). Expected an object like the publisher's reports.json",
    EXIT.usage,
  ),

  // Store
  'store-locked': {
    message:
      '{folder}: is in use by another process{holder}. Stop it, or name another folder with --data-dir',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'service-gone': {
    message:
      'the service that ran this command ended before it did. Look into its log, then run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'store-unopenable': operator(
    '{folder}: the engine cannot open the store (its own words are above). Either a process that is not seen from here uses it, or it is damaged: "sundial doctor" looks further, and the archive holds every original',
    EXIT.failed,
    500,
  ),
  'store-unwritable': operator(
    '{folder}: cannot be written ({problem}). Check its permissions, or name another with --data-dir',
    EXIT.failed,
    500,
  ),
  'store-newer': operator(
    '{folder}: was written by a newer Sundial (schema {found}, this one knows {known}). Upgrade Sundial',
    EXIT.failed,
    500,
  ),
  'store-unreachable': {
    message: '{url}: the ClickHouse server does not answer ({problem}). Check store_url and that it runs',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'query-refused': operator(
    "this SQL is refused: {problem}. sundial sql takes one SELECT over Sundial's own tables",
    EXIT.usage,
    400,
  ),
  'query-failed': operator('the engine refused the query: {problem}', EXIT.failed, 400),
  'query-memory': operator(
    'the query needs more memory than its limit ({limit}). Narrow it by date, type or network',
    EXIT.failed,
    413,
  ),
  'query-invalid': operator('{place}: {problem}', EXIT.usage, 400),
  'query-too-large': operator(
    '{problem} (limit {limit}). Narrow the query by date, type or network',
    EXIT.failed,
    413,
  ),
  'query-cancelled': operator('the query was cancelled', EXIT.failed, 499),
  'export-exists': operator(
    '{file} exists already. Name another place, or replace it with --force',
    EXIT.usage,
    409,
  ),
  'export-unwritable': operator(
    '{file}: cannot be written ({problem}). Name another place with --output',
    EXIT.failed,
    500,
  ),
  'export-count-mismatch': {
    message:
      '{file}: {written} events were written where {expected} match. No file was kept; see whether the disk is full, and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },
  'cursor-invalid': operator(
    'the cursor is damaged or belongs to another query. Begin again without a cursor',
    EXIT.usage,
    400,
  ),
  'type-ambiguous': operator('"{type}" may mean {types}. Name the ones you mean', EXIT.usage, 400),
  'field-unknown': operator('unknown field "{field}"{nearest}', EXIT.usage, 400),
  'report-not-found': operator('no report matches "{what}". "sundial reports" lists them', EXIT.usage, 404),
  'subject-unknown': operator(
    'nothing is known of "{subject}". "sundial findings --subject TEXT" looks for a part of a name',
    EXIT.usage,
    404,
  ),
  'original-missing': operator(
    'the archive holds no original {sha256}. Restore the archive folder from a backup',
    EXIT.failed,
    500,
  ),
  'original-damaged': operator(
    'the archived original {sha256} does not match its name ({problem}). Restore it from a backup',
    EXIT.failed,
    500,
  ),
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

/** Turns anything thrown into an error of the table, keeping the original as its cause. */
export function asSundialError(thrown: unknown): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return new SundialError('internal', { problem }, { cause: thrown });
}
