// The store's schema as numbered steps: each runs once, in order, and is never changed once released.
import { SundialError } from '../../domain/errors.js';
import type { Engine, Tables } from '../engine/engine.js';
import { visibleEvents } from '../events/event-conditions.js';
import { MESSAGE_VERSIONS, MESSAGES_VIEW } from '../ledger/message-tables.js';
import { SOURCE_ITEM_VERSIONS, SOURCE_ITEMS_VIEW } from '../ledger/source-items.js';
import { SUBSCRIPTIONS_VIEW } from '../ledger/subscriptions.js';
import { TRIAGE_TABLES, TRIAGE_VIEWS } from '../triage-tables.js';
import {
  createTable,
  DAY_READ_VERSIONS,
  DELIVERIES,
  EVENT_ROWS,
  FINDING_CUTS,
  FINDING_DAY_ROWS,
  FINDING_KEY,
  FINDING_PASTS,
  FINDING_VERSIONS,
  KEEPING,
  LEDGER,
  LISTING_VERSIONS,
  PROJECTIONS,
  QUARANTINE_ROWS,
  RUNS,
  STATED_ROW_VERSIONS,
} from './tables.js';

interface Migration {
  readonly number: number;
  readonly title: string;
  readonly statements: readonly string[];
  /** Changes what is stored, so a person starts it with `sundial store migrate` where the store holds reports. */
  readonly guided?: boolean;
}

/** The ledger's present: each load's latest state. */
const REPORTS_VIEW =
  'CREATE VIEW IF NOT EXISTS reports AS SELECT * FROM ledger ORDER BY seq DESC LIMIT 1 BY load';

/**
 * Loads whose rows must not be seen: still being loaded, or dead and not yet purged. A handful at most, so that
 * `load NOT IN` costs nothing (measured in DECISIONS A1), and one subquery, so that a flip is seen whole or not at all.
 */
const FIRST_HIDDEN_LOADS_VIEW =
  "CREATE VIEW IF NOT EXISTS hidden_loads AS SELECT load FROM ledger GROUP BY load HAVING argMax(state, seq) IN ('started', 'dead')";

/** And those whose events retention is removing. */
const HIDDEN_LOADS_VIEW =
  "CREATE VIEW IF NOT EXISTS hidden_loads AS SELECT load FROM ledger GROUP BY load HAVING argMax(state, seq) IN ('started', 'dead') OR argMax(events_state, seq) = 'expiring'";

const EVENTS_VIEW = `CREATE VIEW IF NOT EXISTS events AS SELECT * FROM event_rows WHERE ${visibleEvents()}`;

const QUARANTINE_VIEW =
  'CREATE VIEW IF NOT EXISTS quarantine AS SELECT * FROM quarantine_rows WHERE load NOT IN (SELECT load FROM hidden_loads)';

const RUNS_VIEW =
  'CREATE VIEW IF NOT EXISTS runs AS SELECT * FROM run_log ORDER BY status DESC LIMIT 1 BY run';

/** Loads whose finding days count. */
const LIVE_LOADS_VIEW =
  "CREATE VIEW IF NOT EXISTS live_loads AS SELECT load FROM ledger GROUP BY load HAVING argMax(state, seq) = 'live'";

const FIRST_FINDING_DAYS_VIEW =
  'CREATE VIEW IF NOT EXISTS finding_days AS SELECT * FROM finding_day_rows WHERE load IN (SELECT load FROM live_loads)';

const FINDING_DAYS_VIEW =
  'CREATE VIEW IF NOT EXISTS finding_days AS SELECT * FROM finding_day_rows WHERE load IN (SELECT load FROM live_loads) AND report_date >= (SELECT max(until) FROM finding_cuts)';

/** FINAL, because conditions on the sorting key pass through it, and nothing passes through LIMIT 1 BY. */
const FINDINGS_VIEW =
  'CREATE VIEW IF NOT EXISTS findings AS SELECT * FROM finding_versions FINAL WHERE days > 0';

/** The newest version of each row. */
const presentOf = (view: string, table: string) =>
  `CREATE VIEW IF NOT EXISTS ${view} AS SELECT * FROM ${table} FINAL`;

const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    title: 'events, ledger, deliveries, quarantine, runs',
    statements: [
      ...[EVENT_ROWS, LEDGER, DELIVERIES, QUARANTINE_ROWS, RUNS].map(createTable),
      REPORTS_VIEW,
      FIRST_HIDDEN_LOADS_VIEW,
      EVENTS_VIEW,
      QUARANTINE_VIEW,
      RUNS_VIEW,
    ],
  },
  {
    number: 2,
    title: 'findings',
    statements: [
      `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS finding_key ${FINDING_KEY}`,
      // A view keeps the columns that it was made with.
      'DROP VIEW IF EXISTS reports',
      REPORTS_VIEW,
      ...[FINDING_DAY_ROWS, FINDING_VERSIONS, PROJECTIONS].map(createTable),
      LIVE_LOADS_VIEW,
      FIRST_FINDING_DAYS_VIEW,
      FINDINGS_VIEW,
    ],
  },
  {
    number: 3,
    title: 'what the Reports API lists and states',
    statements: [
      ...[LISTING_VERSIONS, STATED_ROW_VERSIONS, DAY_READ_VERSIONS].map(createTable),
      presentOf('listings', LISTING_VERSIONS.name),
      presentOf('stated_rows', STATED_ROW_VERSIONS.name),
      presentOf('day_reads', DAY_READ_VERSIONS.name),
    ],
  },
  {
    number: 4,
    title: 'retention',
    statements: [
      `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS events_state ${KEEPING}`,
      `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS original_state ${KEEPING}`,
      'DROP VIEW IF EXISTS reports',
      REPORTS_VIEW,
      'DROP VIEW IF EXISTS hidden_loads',
      HIDDEN_LOADS_VIEW,
      ...[FINDING_PASTS, FINDING_CUTS].map(createTable),
      'DROP VIEW IF EXISTS finding_days',
      FINDING_DAYS_VIEW,
    ],
  },
  {
    number: 5,
    title: 'triage',
    statements: [...TRIAGE_TABLES.map(createTable), ...TRIAGE_VIEWS],
  },
  {
    number: 6,
    title: 'messages',
    statements: [
      // SHA-256 of the archived message that a report came with; empty = it came by itself.
      'ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS message String',
      createTable(MESSAGE_VERSIONS),
      MESSAGES_VIEW,
    ],
  },
  {
    number: 7,
    title: 'one identity of a report for all routes',
    guided: true,
    statements: [
      // The subscription or mailing list that a report came by; empty = none is known.
      'ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS subscription String',
      SUBSCRIPTIONS_VIEW,
    ],
  },
  {
    number: 8,
    title: 'several sources',
    statements: [
      // Two accounts may list the same file; empty = the account of the time before sources had names.
      ...[LISTING_VERSIONS, DAY_READ_VERSIONS].map(
        ({ name, orderBy }) =>
          `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS source LowCardinality(String), MODIFY ORDER BY ${orderBy.replace(')', ', source)')}`,
      ),
      'DROP VIEW IF EXISTS listings',
      presentOf('listings', LISTING_VERSIONS.name),
      'DROP VIEW IF EXISTS day_reads',
      presentOf('day_reads', DAY_READ_VERSIONS.name),
      createTable(SOURCE_ITEM_VERSIONS),
      SOURCE_ITEMS_VIEW,
    ],
  },
];

const VERSION_TABLE =
  'CREATE TABLE IF NOT EXISTS migrations (number UInt32, title String) ENGINE = MergeTree ORDER BY number SETTINGS fsync_after_insert = 1, fsync_part_directory = 1';

/** The schema that this version writes. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)!.number;

/** The schema found in a store; 0 for an empty one. */
export async function schemaVersion(engine: Tables): Promise<number> {
  await engine.run(VERSION_TABLE);
  const [row] = await engine.rows<{ version: number }>('SELECT max(number) AS version FROM migrations');
  return row?.version ?? 0;
}

/** How `migrate` treats a step that a person has to start. */
export type Guidance = 'refuse' | 'begin';

/**
 * Brings a store to this version's schema. Statements can be repeated, so a kill in the middle does no harm.
 *
 * @param where the store's folder or URL, for messages
 * @param guidance `begin` executes the statements of a guided step without noting it as done; `endGuided` does that
 * @throws SundialError `store-newer`, `store-migration-needed`
 */
export async function migrate(engine: Engine, where: string, guidance: Guidance = 'refuse'): Promise<void> {
  const found = await schemaVersion(engine);
  if (found > SCHEMA_VERSION)
    throw new SundialError('store-newer', { folder: where, found, known: SCHEMA_VERSION });
  const isGuided = found > 0 && MIGRATIONS.some((step) => step.guided && step.number > found);
  const holdsReports = isGuided && (await hasReports(engine));
  if (holdsReports && guidance === 'refuse')
    throw new SundialError('store-migration-needed', { folder: where });
  for (const { number, title, statements, guided } of MIGRATIONS) {
    if (number <= found) continue;
    for (const statement of statements) await engine.run(statement);
    if (guided && holdsReports) return;
    await engine.insert('migrations', [{ number, title }]);
  }
}

/** Notes that a guided step is done. */
export async function endGuided(engine: Tables): Promise<void> {
  const found = await schemaVersion(engine);
  const step = MIGRATIONS.find(({ number }) => number > found);
  if (step?.guided) await engine.insert('migrations', [{ number: step.number, title: step.title }]);
}

async function hasReports(engine: Engine): Promise<boolean> {
  const [row] = await engine.rows<{ loads: number }>('SELECT count() AS loads FROM ledger');
  return row!.loads > 0;
}
