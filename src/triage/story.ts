// Reads the history of one finding: its changes, the decisions of digests, and its events.
import type { FindingState } from '../domain/finding-state.js';
import type { Finding, OperatorStore, TableReader } from '../store/index.js';
import type { Identity } from './coverage.js';

export interface FindingChange {
  readonly day: string;
  readonly at: string;
  readonly change: string;
  readonly state: FindingState;
  readonly reason: string;
  readonly author: string;
  readonly automatic: boolean;
}

export interface FindingDecision {
  readonly date: string;
  readonly decision: string;
  readonly reason: string;
  /** How the device is known; left out for names, and if no leases are known. */
  readonly identity?: Identity;
  readonly told_on: string;
  readonly device: string;
  readonly owner: string;
  readonly entries: readonly number[];
}

export interface FindingEvent {
  readonly time: string;
  readonly date: string;
  readonly severity: string;
  readonly port: number;
  readonly protocol: string;
  readonly tags: readonly string[];
  /** The report's id, and the line in the report. */
  readonly report: number;
  readonly line: number;
}

export interface FindingStory {
  readonly finding: Finding;
  readonly state: FindingState;
  /** Report dates on which the finding was seen, oldest first. */
  readonly days: readonly string[];
  /** Oldest first. */
  readonly changes: readonly FindingChange[];
  /** Newest first. */
  readonly decisions: readonly FindingDecision[];
  readonly events: readonly FindingEvent[];
}

/** @param limit maximum number of decisions, and of events */
export async function storyOf(
  { questions }: OperatorStore,
  finding: Finding,
  limit: number,
): Promise<FindingStory> {
  const values = { id: finding.id, limit };
  const changes = await questions.rows<Omit<FindingChange, 'automatic'> & { automatic: number }>(
    `SELECT toString(day) AS day, toString(at) AS at, change, state, reason, author, automatic FROM finding_events
     WHERE finding = unhex({id:String}) ORDER BY seq`,
    values,
  );
  const decisions = await questions.rows<Omit<FindingDecision, 'identity'> & { identity: Identity | '' }>(
    `SELECT toString(digest_date) AS date, decision, reason, identity, toString(told_on) AS told_on, device, owner, entries
     FROM decisions WHERE finding = unhex({id:String}) ORDER BY digest_date DESC LIMIT {limit:UInt32}`,
    values,
  );
  const days = await questions.rows<{ day: string }>(
    `SELECT DISTINCT toString(report_date) AS day FROM finding_days
     WHERE report_type = {type:String} AND finding = unhex({id:String}) ORDER BY day`,
    { ...values, type: finding.type },
  );
  return {
    finding,
    state: changes.at(-1)?.state ?? 'open',
    days: days.map(({ day }) => day),
    changes: changes.map((change) => ({ ...change, automatic: change.automatic === 1 })),
    decisions: decisions.map(({ identity, ...decision }) => ({ ...decision, ...(identity && { identity }) })),
    events: await eventsOf(questions, finding, limit),
  };
}

/** Events that no lease gives to a device, of the finding's own subject. */
const OF_SUBJECT = `lease_device = '' AND (subject_first, subject_last, subject_text) IN (
         SELECT subject_first, subject_last, subject_text FROM findings
         WHERE report_type = {type:String} AND finding = unhex({id:String}))`;

/** The counted events with the finding's key, newest first. If ports do not distinguish findings of the type, events on any port match. */
async function eventsOf(
  questions: TableReader,
  { id, type, port, transport, infection, lease_device }: Finding,
  limit: number,
): Promise<FindingEvent[]> {
  return questions.rows<FindingEvent>(
    `SELECT toString(timestamp) AS time, toString(report_date) AS date, severity, port, protocol, tags, load AS report, line
     FROM events
     WHERE report_type = {type:String}
       AND ${lease_device === undefined ? OF_SUBJECT : 'lease_device = {device:String}'}
       AND ({port:UInt16} = 0 OR port = {port:UInt16})
       AND ({transport:String} = '' OR lower(protocol) = {transport:String})
       AND ({infection:String} = '' OR if(infection != '', toString(infection), toString(family)) = {infection:String})
     ORDER BY report_date DESC, timestamp DESC, load, line LIMIT {limit:UInt32}`,
    { id, type, port, transport, infection, device: lease_device ?? '', limit },
  );
}
