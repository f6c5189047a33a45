// The content of a store, table by table, regardless of load numbers, for comparing a repaired store with an intact
// one.
import { everything } from '../../src/domain/everything.js';
import { openAsItIs } from '../../src/store/index.js';

const LIVE = "(SELECT load, report_type, report_date, list FROM reports WHERE state = 'live')";

/** Tables that refer to loads, as SELECTs that name the report instead. */
const BY_REPORT: Readonly<Record<string, string>> = {
  event_rows: `SELECT * EXCEPT load FROM event_rows WHERE load IN (SELECT load FROM ${LIVE})`,
  events: 'SELECT * EXCEPT load FROM events',
  quarantine_rows: `SELECT * EXCEPT load FROM quarantine_rows INNER JOIN ${LIVE} AS live USING load`,
  count_rows: 'SELECT * EXCEPT load FROM counts',
  finding_day_rows: 'SELECT * EXCEPT load FROM finding_days',
  finding_versions: 'SELECT * EXCEPT (load, version) FROM findings',
  ledger: `SELECT report_type, report_date, list, sha256, digest, bytes, rows, accepted, duplicate, quarantined, unparsed,
     header, slots, published_at, finding_key, events_state, original_state FROM reports WHERE state = 'live'`,
  // The service makes lists of other rows with the same texts than the reader does.
  text_lists: `SELECT DISTINCT column, report_type, report_date, list FROM text_lists INNER JOIN ${LIVE} AS live USING (load, report_type, report_date)`,
  run_log: "SELECT * FROM run_log WHERE command != 'doctor'",
};
/** The progress of the projection of findings, and a working table. */
const LEFT_OUT = ['projections', 'triage_candidates'];

/** The number of rows and a checksum of each table. No process may have the store open. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const opened = await openAsItIs(everything, {
    folder,
    url: '',
    user: '',
    password: '',
    memoryLimitMib: 1024,
  });
  try {
    const tables = await opened.tables.rows<{ name: string; engine: string }>(
      `SELECT name, engine FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
    );
    const contents: Record<string, string> = {};
    for (const { name, engine } of tables) {
      if (LEFT_OUT.includes(name)) continue;
      const final = engine.startsWith('Replacing') ? 'FINAL' : '';
      const rows = BY_REPORT[name] ?? `SELECT * FROM ${name} ${final}`;
      const [sum] = await opened.tables.rows<{ sum: string }>(
        `SELECT concat(toString(count()), ' ', toString(sum(cityHash64(*)))) AS sum FROM (${rows})`,
      );
      contents[name] = sum!.sum;
    }
    return contents;
  } finally {
    await opened.close();
  }
}
