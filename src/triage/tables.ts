// The tables of triage: the whitelist, events of findings, decisions and digests.
import { FINDING_KEY_COLUMNS } from '../domain/finding-columns.js';
import { DECISIONS, DIGEST_KINDS, FINDING_STATES } from '../domain/finding-state.js';
import { LEASE_DEVICE, withLeaseDevice } from '../domain/lease-device.js';
import {
  again,
  type DeclaredTables,
  enumeration,
  SEVERITY,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
  without,
} from '../domain/table.js';

/** The column that says how the device of a decision's finding is known. */
const IDENTITY = 'identity';

const STATE = enumeration(FINDING_STATES);

/** Every version of every whitelist entry; the view `whitelist` holds the current ones. */
const WHITELIST_VERSIONS: Table = {
  name: 'whitelist_versions',
  columns: [
    ['entry', 'UInt32'],
    ['version', 'UInt64'],
    ['action', enumeration(['inserted', 'changed', 'removed'])],
    // The type as entered (`ntp`, `all`), and the types that the name meant at that time; no types = all.
    ['type', WORD],
    ['types', `Array(${WORD})`],
    ['subject', 'String'],
    ['subject_kind', enumeration(['network', 'name', 'device'])],
    // An address is a network of 128 bits. Names and devices: `name`; `*.example.org` = every name below it.
    ['first', 'IPv6'],
    ['last', 'IPv6'],
    ['prefix', 'UInt8'],
    ['name', 'String'],
    // Meaningless if `forever` is 1: the engine's times end in 2106 (decisions.md#times).
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

/**
 * Events of findings, one row per finding and step; rows never change. A row holds all changes of its step, so that a
 * kill leaves all of them or none. Read through the views `finding_events` and `finding_states`.
 */
const FINDING_EVENT_ROWS: Table = {
  name: 'finding_event_rows',
  columns: [
    ['finding', 'FixedString(16)'],
    // The step; later steps have higher numbers.
    ['seq', 'UInt64'],
    // The day that the step belongs to, and the time of the step.
    ['day', 'Date'],
    ['at', TIME],
    ['changes', `Array(${WORD})`],
    ['state_before', STATE],
    ['state', STATE],
    // What was known at that time: the last report date, the highest severity, all CVE ids.
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

/** What is known about a finding before the decision. */
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

/** Decisions of all digests, including digests that were made again later; read through the view `decisions`. */
const DECISION_ROWS: Table = {
  name: 'decision_rows',
  columns: [
    ['digest', 'UInt32'],
    ['digest_date', 'Date'],
    ['decision', enumeration(DECISIONS)],
    ['reason', WORD],
    ...DECIDED_COLUMNS,
    // When the owner was last told: before this digest, and including this digest. 1970-01-01 = never.
    ['told_before', 'Date'],
    ['told_on', 'Date'],
    // The last step of the findings' events that was known when the owner was told.
    ['told_seq', 'UInt64'],
    // Days during which the owner is not told again.
    ['interval', 'UInt16'],
    // The most specific device, and all devices that cover the subject.
    ['device', 'String'],
    ['owner', 'String'],
    ['contacts', 'Array(String)'],
    ['devices', 'Array(String)'],
    // The whitelist entries that apply.
    ['entries', 'Array(UInt32)'],
    // How the device is known; empty without leases.
    [IDENTITY, WORD],
  ],
  partitionBy: 'toYYYYMM(digest_date)',
  orderBy: '(digest_date, digest, decision, report_type, subject_first, subject_text, finding)',
  settings: SYNCED,
};

/** All digests; the latest one of each day counts. A digest's row is written last and makes its decisions valid. */
const DIGEST_LOG: Table = {
  name: 'digest_log',
  columns: [
    ['digest', 'UInt32'],
    ['digest_date', 'Date'],
    // The previous digest; 1970-01-01 = none.
    ['previous_date', 'Date'],
    // The ranges of the ledger and of the findings' events that the digest covers: after the first position, up to the second.
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

/** The findings on which a digest is deciding; empty at all other times. */
const TRIAGE_CANDIDATES: Table = {
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
    [LEASE_DEVICE, 'String'],
  ],
  orderBy: '(subject_first, subject_text, finding)',
};

/** The whitelist entries that were not removed. */
const WHITELIST: View = {
  name: 'whitelist',
  select:
    "SELECT * FROM (SELECT * FROM whitelist_versions ORDER BY version DESC LIMIT 1 BY entry) WHERE action != 'removed'",
};

const FINDING_EVENTS: View = {
  name: 'finding_events',
  select:
    'SELECT finding, seq, day, at, change, state_before, state, seen, severity, cves, reason, author, automatic FROM finding_event_rows ARRAY JOIN changes AS change',
};

const LATEST_STATES: View = {
  name: 'finding_states',
  select:
    'SELECT finding, argMax(state, seq) AS state, argMax(day, seq) AS since, argMax(reason, seq) AS reason, argMax(author, seq) AS author, argMax(automatic, seq) AS automatic FROM finding_event_rows GROUP BY finding',
};

/** Adds the kind of each row of the log; a day's latest row says whether the day has a digest. */
const WITH_KIND = `ALTER TABLE ${DIGEST_LOG.name} ADD COLUMN IF NOT EXISTS kind ${enumeration(DIGEST_KINDS)}`;

/** The latest digest of each day; in use before digests could be undone. */
const LATEST_DIGESTS: View = {
  name: 'digests',
  select: 'SELECT * FROM digest_log ORDER BY digest DESC LIMIT 1 BY digest_date',
};

/** The digest of each day that has one. */
const DIGESTS: View = {
  name: 'digests',
  select: `SELECT * FROM (${LATEST_DIGESTS.select}) WHERE kind != 'undone'`,
};

const DIGEST_DECISIONS: View = {
  name: 'decisions',
  select: 'SELECT * FROM decision_rows WHERE digest IN (SELECT digest FROM digests)',
};

const LASTING = [WHITELIST_VERSIONS, FINDING_EVENT_ROWS, DECISION_ROWS, DIGEST_LOG];
const BEFORE_DIGESTS = [WHITELIST, FINDING_EVENTS, LATEST_STATES];

export const TRIAGE_TABLES: DeclaredTables = {
  steps: [
    {
      number: 5,
      title: 'triage',
      statements: [
        ...[...LASTING, TRIAGE_CANDIDATES].map((table) => without(table, LEASE_DEVICE, IDENTITY)),
        ...BEFORE_DIGESTS,
        LATEST_DIGESTS,
        DIGEST_DECISIONS,
      ],
    },
    {
      number: 9,
      title: 'baselines, and digests that were undone',
      statements: [WITH_KIND, ...again(DIGESTS)],
    },
    {
      number: 20,
      title: 'identity of devices',
      statements: [
        withLeaseDevice(TRIAGE_CANDIDATES),
        `ALTER TABLE ${DECISION_ROWS.name} ADD COLUMN IF NOT EXISTS ${IDENTITY} ${WORD}`,
        ...again(DIGEST_DECISIONS),
      ],
    },
  ],
  readable: [...BEFORE_DIGESTS, DIGESTS, DIGEST_DECISIONS, ...LASTING],
};
