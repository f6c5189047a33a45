// The tables of triage as data: whitelist, inventory, findings' events, decisions and digests.
import { enumeration, FINDING_KEY_COLUMNS, SEVERITY, SYNCED, type Table, WORD } from './schema/tables.js';

/** The states of a finding in the order of its life (docs/explanation/triage.md). */
export const FINDING_STATES = ['open', 'notified', 'acknowledged', 'resolved', 'reopened'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What a digest says of a finding: exactly one of these, the first that applies (DECISIONS D5). */
export const DECISIONS = ['not_ours', 'unknown', 'whitelisted', 'recent', 'handle'] as const;
export type Decision = (typeof DECISIONS)[number];

const STATE = enumeration(FINDING_STATES, 0);
const TIME = "DateTime('UTC')";

/** Every version of every whitelist entry; the present ones are in the view `whitelist`. */
export const WHITELIST_VERSIONS: Table = {
  name: 'whitelist_versions',
  columns: [
    ['entry', 'UInt32'],
    ['version', 'UInt64'],
    ['action', "Enum8('inserted' = 0, 'changed' = 1, 'removed' = 2)"],
    // As it was given (`ntp`, `all`), and what that meant then; no types = all.
    ['type', WORD],
    ['types', `Array(${WORD})`],
    ['subject', 'String'],
    ['subject_kind', "Enum8('network' = 0, 'name' = 1, 'device' = 2)"],
    // An address is a network of 128 bits. Names and devices: `name`; `*.example.org` = every name below it.
    ['first', 'IPv6'],
    ['last', 'IPv6'],
    ['prefix', 'UInt8'],
    ['name', 'String'],
    // Without meaning where `forever` is 1: the engine's times end in 2106 (DECISIONS A14).
    ['until', TIME],
    ['forever', 'UInt8'],
    ['break_through', 'UInt8'],
    ['reason', 'String'],
    ['author', 'String'],
    ['at', TIME],
    ['inserted_at', TIME],
  ],
  orderBy: '(entry, version)',
  settings: SYNCED,
};

/** Imports of the inventory; of each source the latest one counts. Written last, so it makes an import true. */
export const INVENTORY_IMPORTS: Table = {
  name: 'inventory_imports',
  columns: [
    ['version', 'UInt32'],
    ['source', WORD],
    // The file or address that it came from.
    ['origin', 'String'],
    ['sha256', 'String'],
    ['rows', 'UInt64'],
    ['devices', 'UInt64'],
    ['added', 'UInt64'],
    ['changed', 'UInt64'],
    ['removed', 'UInt64'],
    ['author', 'String'],
    ['at', TIME],
  ],
  orderBy: 'version',
  settings: SYNCED,
};

/** One network or name of one device in one import; read through the view `inventory`. */
export const INVENTORY_ROWS: Table = {
  name: 'inventory_rows',
  columns: [
    ['version', 'UInt32'],
    ['line', 'UInt32'],
    ['device', 'String'],
    ['kind', "Enum8('network' = 0, 'name' = 1)"],
    ['first', 'IPv6'],
    ['last', 'IPv6'],
    ['prefix', 'UInt8'],
    ['name', 'String'],
    ['owner', 'String'],
    ['contacts', 'Array(String)'],
    // 1 = what lies in it is ours.
    ['own', 'UInt8'],
    // The first day on which it holds, and the first on which it no longer does.
    ['valid_from', 'Date'],
    ['valid_until', 'Date'],
  ],
  orderBy: '(version, kind, prefix, first, name)',
  settings: SYNCED,
};

/**
 * What happened to findings, one row per finding and step, never changed. A row holds all changes of its step, so that
 * a kill leaves all of them or none. Read through the views `finding_events` and `finding_states`.
 */
export const FINDING_EVENT_ROWS: Table = {
  name: 'finding_event_rows',
  columns: [
    ['finding', 'FixedString(16)'],
    // The step; later steps have higher numbers.
    ['seq', 'UInt64'],
    // The day that the step was about, and when it was taken.
    ['day', 'Date'],
    ['at', TIME],
    ['changes', `Array(${WORD})`],
    ['state_before', STATE],
    ['state', STATE],
    // What was known by then: the last report date, the highest severity, all CVE ids.
    ['seen', 'Date'],
    ['severity', SEVERITY],
    ['cves', `Array(${WORD})`],
    ['reason', 'String'],
    ['author', 'String'],
    ['automatic', 'UInt8'],
  ],
  orderBy: '(finding, seq)',
  settings: SYNCED,
};

/** What is known of a finding before it is decided. */
const DECIDED_COLUMNS: Table['columns'] = [
  ['finding', 'FixedString(16)'],
  ...FINDING_KEY_COLUMNS,
  ['severity', SEVERITY],
  ['cves', `Array(${WORD})`],
  ['hostname', 'String'],
  ['list', WORD],
  ['first_seen', 'Date'],
  // The last report date, up to the digest's day.
  ['seen', 'Date'],
  ['state', STATE],
];

/** Decisions of all digests, those included that were made again; read through the view `decisions`. */
export const DECISION_ROWS: Table = {
  name: 'decision_rows',
  columns: [
    ['digest', 'UInt32'],
    ['digest_date', 'Date'],
    ['decision', enumeration(DECISIONS, 0)],
    ['reason', WORD],
    ...DECIDED_COLUMNS,
    // When somebody was last told: before this digest, and with it. 1970-01-01 = never.
    ['told_before', 'Date'],
    ['told_on', 'Date'],
    // The step of the findings' events up to which that telling knew.
    ['told_seq', 'UInt64'],
    // Days in which it is not told again.
    ['interval', 'UInt16'],
    // The most specific device, and all that cover the subject.
    ['device', 'String'],
    ['owner', 'String'],
    ['contacts', 'Array(String)'],
    ['devices', 'Array(String)'],
    // The whitelist entries that apply.
    ['entries', 'Array(UInt32)'],
  ],
  partitionBy: 'toYYYYMM(digest_date)',
  orderBy: '(digest_date, digest, decision, report_type, subject_first, subject_text, finding)',
  settings: SYNCED,
};

/** Digests that were made; of each day the latest one counts. Written last, so it makes its decisions true. */
export const DIGEST_LOG: Table = {
  name: 'digest_log',
  columns: [
    ['digest', 'UInt32'],
    ['digest_date', 'Date'],
    // The digest before this one; 1970-01-01 = there was none.
    ['previous_date', 'Date'],
    // The places in the ledger and in the findings' events that it covers, from the one before to this one.
    ['watermark_before', 'UInt64'],
    ['watermark', 'UInt64'],
    ['events_before', 'UInt64'],
    ['events', 'UInt64'],
    ['inventory', 'Array(UInt32)'],
    ['all', 'UInt64'],
    ...DECISIONS.map((decision) => [decision, 'UInt64'] as const),
    ['decided_at', TIME],
    ['author', 'String'],
  ],
  orderBy: '(digest_date, digest)',
  settings: SYNCED,
};

/** The findings that are just being decided; empty at all other times. */
export const TRIAGE_CANDIDATES: Table = {
  name: 'triage_candidates',
  columns: [
    ...DECIDED_COLUMNS,
    ['told_on', 'Date'],
    ['told_seq', 'UInt64'],
    ['was_whitelisted', 'UInt8'],
    // The steps of the latest changes of each kind; 0 = none.
    ['reopened', 'UInt64'],
    ['severity_rose', 'UInt64'],
    ['new_cve', 'UInt64'],
    ['compromised', 'UInt64'],
    // The day of the latest change that breaks through a whitelist; 1970-01-01 = none.
    ['changed_at', TIME],
  ],
  orderBy: '(subject_first, subject_text, finding)',
};

export const TRIAGE_TABLES: readonly Table[] = [
  WHITELIST_VERSIONS,
  INVENTORY_IMPORTS,
  INVENTORY_ROWS,
  FINDING_EVENT_ROWS,
  DECISION_ROWS,
  DIGEST_LOG,
  TRIAGE_CANDIDATES,
];

const present = (view: string, sql: string) => `CREATE VIEW IF NOT EXISTS ${view} AS ${sql}`;

/** The views through which triage is read. */
export const TRIAGE_VIEWS: readonly string[] = [
  present(
    'whitelist',
    "SELECT * FROM (SELECT * FROM whitelist_versions ORDER BY version DESC LIMIT 1 BY entry) WHERE action != 'removed'",
  ),
  present(
    'inventory',
    'SELECT * FROM inventory_rows WHERE version IN (SELECT max(version) FROM inventory_imports GROUP BY source)',
  ),
  present(
    'finding_events',
    'SELECT finding, seq, day, at, change, state_before, state, seen, severity, cves, reason, author, automatic FROM finding_event_rows ARRAY JOIN changes AS change',
  ),
  present(
    'finding_states',
    'SELECT finding, argMax(state, seq) AS state, argMax(day, seq) AS since, argMax(reason, seq) AS reason, argMax(author, seq) AS author, argMax(automatic, seq) AS automatic FROM finding_event_rows GROUP BY finding',
  ),
  present('digests', 'SELECT * FROM digest_log ORDER BY digest DESC LIMIT 1 BY digest_date'),
  present('decisions', 'SELECT * FROM decision_rows WHERE digest IN (SELECT digest FROM digests)'),
];

/** What people may read of it with `sundial sql`, the views first. */
export const READABLE_TRIAGE: readonly string[] = [
  ...['whitelist', 'inventory', 'finding_events', 'finding_states', 'digests', 'decisions'],
  ...TRIAGE_TABLES.filter((table) => table !== TRIAGE_CANDIDATES).map(({ name }) => name),
];
