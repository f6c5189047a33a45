// Explains why the owner was or was not told of a finding: the result of every rule, in the order of the decision.

import { unixSeconds } from '../domain/clock.js';
import { datePart } from '../domain/days.js';
import { SEVERITIES } from '../domain/event-columns.js';
import type { FindingState } from '../domain/finding-state.js';
import type { Finding, OperatorStore } from '../store/index.js';
import {
  DECIDED_AT,
  type DecisionTime,
  type Identity,
  identityOf,
  inventoryOf,
  ours,
  readCoverage,
  whitelistOf,
} from './coverage.js';
import { findDigest, NO_DATE } from './decide.js';
import { dayCount } from './digest-of.js';
import type { TriageContext } from './lifecycle.js';
import { intervalsOf } from './rules.js';
import { storyOf } from './story.js';
import { FOREVER } from './whitelist.js';

/** One rule and its result for the finding. */
export interface ExplainedRule {
  readonly rule: 'seen' | 'ours' | 'identity' | 'device' | 'whitelist' | 'recent';
  readonly says: string;
}

export interface Explanation {
  readonly finding: Finding;
  readonly state: FindingState;
  /** The latest decision and its digest's day; null before the first one. */
  readonly decision: { readonly date: string; readonly decision: string; readonly reason: string } | null;
  readonly rules: readonly ExplainedRule[];
}

interface Covered {
  readonly ours: number;
  readonly known: number;
  readonly devices: readonly string[];
  readonly owner: string;
  readonly entries: readonly number[];
  readonly identity: Identity | '';
}

interface Entry {
  readonly entry: number;
  readonly type: string;
  readonly subject: string;
  readonly until: string;
  readonly action: string;
  readonly reason: string;
  readonly author: string;
  /** 1 = made after the day was decided. */
  readonly late: number;
}

/** Explains findings with the rules of a day: as of the day's decision, or as of now if the day is not decided yet. */
export async function explain(
  context: TriageContext,
  findings: readonly Finding[],
  date: string,
): Promise<Explanation[]> {
  const explained: Explanation[] = [];
  for (const finding of findings) explained.push(await explainOne(context, finding, date));
  return explained;
}

async function explainOne(context: TriageContext, finding: Finding, date: string): Promise<Explanation> {
  const { store, rules, clock } = context;
  const story = await storyOf(store, finding, 1);
  const decidedAt = (await findDigest(context, date))?.decided_at ?? unixSeconds(clock());
  const coverage = await readCoverage(store.questions, { date, decidedAt }, rules);
  const coveredBy = await covered(store, finding, coverage);
  const decision = story.decisions[0];
  const judged = coverage.ownNetworks || coverage.ownNames;
  const told = decision && decision.told_on !== NO_DATE ? decision.told_on : null;
  const marked = story.changes.filter(({ change }) => /^(notified|acknowledged)$/.test(change)).at(-1);
  const interval = intervalsOf(rules)[severityRank(finding)]!;
  const says: ExplainedRule[] = [
    { rule: 'seen', says: seenText(story.state, finding, decision?.date) },
    {
      rule: 'ours',
      says: !judged
        ? 'no network or domain is declared as ours, so everything is ours'
        : coveredBy.ours
          ? 'in one of our networks or domains'
          : 'not in our networks or domains: not ours, so the owner is not told',
    },
    ...(coveredBy.identity === ''
      ? []
      : [{ rule: 'identity' as const, says: IDENTITY_SAYS[coveredBy.identity] }]),
    { rule: 'device', says: deviceText(coveredBy, coverage.inventory) },
    ...(await whitelistRules(store, finding, coveredBy, { date, decidedAt })),
    {
      rule: 'recent',
      says: [
        told ? `put to handle on ${told}` : 'never put to handle',
        ...(marked ? [`marked ${marked.change} on ${marked.day} by ${marked.author}`] : []),
        `again after ${dayCount(interval)}, or at once if the finding is reopened or gets worse`,
      ].join('; '),
    },
  ];
  return {
    finding,
    state: story.state,
    decision: decision ? { date: decision.date, decision: decision.decision, reason: decision.reason } : null,
    rules: says,
  };
}

const severityRank = ({ severity }: Finding) => (severity === 'none' ? 0 : SEVERITIES.indexOf(severity) + 1);

function seenText(
  state: FindingState,
  { first_seen, last_seen, days }: Finding,
  decided: string | undefined,
): string {
  const seen = `${state}; seen on ${dayCount(days)} from ${first_seen} to ${last_seen}`;
  if (state === 'resolved') return `${seen}: digests leave out resolved findings`;
  if (decided === undefined) return `${seen}; no digest has decided on it yet`;
  return decided < last_seen ? `${seen}; the next digest decides on it` : `${seen}; decided on ${decided}`;
}

const IDENTITY_SAYS: Readonly<Record<Identity, string>> = {
  static: 'static: no lease has ever covered the address',
  lease: 'lease: a lease names the device, and the finding follows it from address to address',
  unknown: "unknown: the address is leased, but no lease names one device for the event's time and port",
};

function deviceText({ known, devices, owner }: Covered, inventory: boolean): string {
  if (!inventory) return 'there is no inventory, so no device counts as unknown';
  if (!known) {
    const named = devices.length > 0 ? `${devices.join(', ')} is ` : '';
    return `${named}not in the inventory: an unknown device, without an owner to tell`;
  }
  return `known as ${devices.join(', ') || 'a network'}${owner ? ` of ${owner}` : ''}`;
}

async function covered(
  { questions }: OperatorStore,
  { id }: Finding,
  coverage: Awaited<ReturnType<typeof readCoverage>>,
): Promise<Covered> {
  const single =
    "(SELECT finding, report_type, subject_kind, subject_first, subject_last, subject_text, hostname, lease_device, toDateTime(0, 'UTC') AS changed_at FROM findings WHERE finding = unhex({id:String}))";
  const findings = `SELECT * FROM ${single}`;
  const places = inventoryOf(findings, coverage);
  const identity = identityOf(findings, coverage, 'explained.');
  const [row] = await questions.rows<Covered>(
    `SELECT ${ours(coverage)} AS ours, inventory_entry.known AS known, inventory_entry.devices AS devices,
       inventory_entry.best_owner AS owner, whitelisted.entries AS entries, ${identity.sql} AS identity
     FROM ${single} AS explained
     LEFT JOIN (${places}) AS inventory_entry ON explained.finding = inventory_entry.finding
     LEFT JOIN (${whitelistOf(findings, places, coverage)}) AS whitelisted ON explained.finding = whitelisted.finding${identity.join('explained.finding')}`,
    { ...coverage.values, id },
  );
  return row!;
}

/** The entries that apply, and the entries for the same subject that do not apply, each with the reason. */
async function whitelistRules(
  { questions }: OperatorStore,
  { subject }: Finding,
  { entries }: Covered,
  { date, decidedAt }: DecisionTime,
): Promise<ExplainedRule[]> {
  const rows = await questions.rows<Entry>(
    `SELECT entry, type, subject, action, if(forever = 1, '${FOREVER}', toString(whitelist_versions.until)) AS until, reason, author,
       at > ${DECIDED_AT} AS late
     FROM whitelist_versions
     WHERE (at <= ${DECIDED_AT} OR action = 'inserted') AND (has({entries:Array(UInt32)}, entry) OR subject = {subject:String})
     ORDER BY version DESC LIMIT 1 BY entry`,
    { decidedAt, entries, subject },
  );
  if (rows.length === 0) return [{ rule: 'whitelist', says: 'no entry covers the subject' }];
  return rows
    .sort((a, b) => a.entry - b.entry)
    .map((row) => ({ rule: 'whitelist', says: entryText(row, entries.includes(row.entry), date) }));
}

function entryText(
  { entry, type, subject, until, action, reason, author, late }: Entry,
  applies: boolean,
  date: string,
): string {
  const named = `entry ${entry} for ${subject}, ${type}, until ${until}, by ${author}${reason ? ` (${reason})` : ''}`;
  if (applies) return `${named}: applies, the owner is not told`;
  if (late) return `${named}: added after that day was decided`;
  if (action === 'removed') return `${named}: was removed`;
  return datePart(until) < date ? `${named}: has expired` : `${named}: is for other types`;
}
