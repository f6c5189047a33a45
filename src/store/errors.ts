// Declares the errors of the store and of the SQL that people write.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const STORE_ERRORS = {
  'enrichment-empty': operator(
    '{origin} has no {items}. Check the address or file of the enricher',
    EXIT.failed,
    422,
  ),
  'enrichment-shrunk': operator(
    '{origin} has {entries} {items}, and the table in use has {before}. If the new one is right, take it with "sundial enrich update {source} --accept-smaller"',
    EXIT.partial,
    422,
  ),
  'enrichment-older': operator(
    '{origin} is of {day}, and the table in use is of {before}. If the older one is right, take it with "sundial enrich update {source} --accept-older"',
    EXIT.partial,
    422,
  ),
  'store-locked': {
    message:
      '{folder} is in use by another process{holder}. Try again when that process has ended, or wait for it with --wait SECONDS. While "sundial serve" runs, several commands can run at the same time',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'store-unopenable': operator(
    '{folder}: the engine cannot open the store (its own message is above). Either a process that is not visible from here uses the store, or the store is damaged: "sundial doctor" looks for damage, and "sundial doctor --repair" restores the store from its copies and the archive',
    EXIT.failed,
    500,
  ),
  'store-damaged': operator(
    'the store is damaged: {problem}. Sundial changes and decides nothing until "sundial doctor --repair" has restored the store from the archive; "sundial doctor" lists the damage',
    EXIT.failed,
    503,
  ),
  'store-damaged-earlier': operator(
    'the store is damaged: {problem}. An earlier Sundial wrote it, and only that version can repair it: run "sundial doctor --repair" with it, and then "sundial store migrate" with this one. Otherwise restore the data folder from a backup',
    EXIT.failed,
    503,
  ),
  'store-unrestorable': operator(
    '{folder}: the store cannot be opened, and there is no copy of its ledger. Restore the folder from a backup, or move its folder "engine" away and ingest the originals in its folder "archive" again',
    EXIT.failed,
    500,
  ),
  'store-empty': operator(
    'no report is loaded yet. "sundial ingest" loads files, "sundial fetch" and "sundial mail fetch" download them',
    EXIT.usage,
    404,
  ),
  'store-unwritable': operator(
    '{folder} cannot be written ({problem}). Check its permissions, or name another with --data-dir',
    EXIT.failed,
    500,
  ),
  'store-newer': operator(
    '{folder} was written by a newer Sundial (schema {found}, while this version supports {known}). Upgrade Sundial',
    EXIT.failed,
    500,
  ),
  'store-migration-needed': operator(
    '{folder} was written by an earlier Sundial, and its rows have to be converted once. "sundial store migrate --dry-run" shows the changes, "sundial store migrate" makes them; the migration can be undone until it is accepted',
    EXIT.failed,
    409,
  ),
  'store-snapshot': operator('{folder}: {problem}', EXIT.failed, 409),
  'store-layout': operator(
    '{what}: the migration stopped without changing the events: {problem}. "sundial doctor" looks for damage; "sundial store migrate --undo --yes" restores the previous state of the store. Please report this',
    EXIT.failed,
    500,
  ),
  'store-half-restored': operator(
    '{folder}: restoring a backup into this folder was interrupted. Run "sundial restore" again to continue',
    EXIT.failed,
    409,
  ),
  'store-restless': {
    message:
      '{folder}: other commands kept changing the store while its files were listed, so no backup was made. Try again later',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'store-unreachable': {
    message:
      '{url}: the ClickHouse server does not answer ({problem}). Check store_url and that the server is running',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'query-refused': operator(
    "this SQL was refused: {problem}. sundial sql accepts one SELECT over Sundial's own tables",
    EXIT.usage,
    400,
  ),
  'questions-busy': {
    message:
      '{waiting} queries are waiting already, so this one is refused. Try again when some of them have finished',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'query-timeout': operator(
    'the query took longer than {seconds} s and was stopped. Narrow it by date, type or network, or set question_seconds',
    EXIT.failed,
    503,
  ),
  'query-failed': operator('the engine refused the query: {problem}', EXIT.failed, 400),
  'query-memory': operator(
    'the query needs more memory than its limit ({limit}). Narrow it by date, type or network',
    EXIT.failed,
    413,
  ),
  'query-cancelled': operator('the query was cancelled', EXIT.failed, 499),
  'report-not-found': operator('no report matches "{what}". "sundial reports" lists them', EXIT.usage, 404),
} as const satisfies Record<string, ErrorRow>;
