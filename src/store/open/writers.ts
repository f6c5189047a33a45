// The parts that change the store, and the completion of a killed process's work.
import { Changes } from '../changes/changes.js';
import { EventCounts } from '../counts/event-counts.js';
import type { Engine } from '../engine/engine.js';
import { dropScratch } from '../engine/scratch.js';
import { EnrichmentTables } from '../enrichment/enrichment.js';
import { EventRows } from '../events/events.js';
import { Expiry } from '../events/expiry.js';
import { FindingCut } from '../findings/finding-cut.js';
import { Projection } from '../findings/projection.js';
import { Leases } from '../leases/leases.js';
import { Deliveries } from '../ledger/deliveries.js';
import { Ledger, type LedgerEntry, type LedgerRow } from '../ledger/ledger.js';
import { Originals } from '../ledger/originals.js';
import { Runs } from '../ledger/runs.js';
import { Listings } from '../sources/listings.js';
import { Messages } from '../sources/messages.js';
import { SourceItems } from '../sources/source-items.js';
import { StatedRowCounts } from '../sources/stated-rows.js';
import { TextLists } from '../texts/text-lists.js';

/** The parts that change the store. @param life the store's life, for positions in the feed of changes */
export function writersOf(engine: Engine, life: string) {
  const counts = new EventCounts(engine);
  const texts = new TextLists(engine);
  const events = new EventRows(engine, counts, texts);
  const leases = new Leases(engine);
  return {
    ledger: new Ledger(engine),
    events,
    counts,
    texts,
    deliveries: new Deliveries(engine),
    runs: new Runs(engine),
    leases,
    projection: new Projection(engine, leases),
    expiry: new Expiry(engine, events, counts, texts),
    cut: new FindingCut(engine),
    originals: new Originals(engine),
    listings: new Listings(engine),
    sourceItems: new SourceItems(engine),
    messages: new Messages(engine),
    statedRows: new StatedRowCounts(engine),
    changes: new Changes(engine, life),
    enrichment: new EnrichmentTables(engine),
  };
}

export type Writers = ReturnType<typeof writersOf>;

/** Completes the work of a killed process: loads that are not visible yet, replaced loads, and retention. */
export async function recover(engine: Engine, parts: Writers): Promise<void> {
  const { ledger, events, cut, expiry } = parts;
  await dropScratch(engine);
  // Before findings are updated: days that retention is removing must not be counted in addition to their sum.
  await cut.finish();
  // Mostly nothing was left, which one small statement tells.
  const isUnfinished = await ledger.hides();
  const left = isUnfinished ? await ledger.inState('started', 'dead') : [];
  const unfinished = left.filter(({ state }) => state === 'started').map(({ load }) => load);
  await events.remove(unfinished);
  await ledger.forget(unfinished);
  await parts.projection.project();
  const dead = left.filter(({ state }) => state === 'dead');
  await parts.changes.record(dead);
  await purge(parts, dead);
  if (isUnfinished) await expiry.finish();
}

/**
 * Follows up a flip: updates findings, records what replaced loads changed, and removes the rows of dead loads. Without a
 * death, an earlier load is only dead because its removal failed; that load waits for the next death or opening.
 */
export async function followFlip(parts: Writers, written: readonly LedgerEntry[]): Promise<void> {
  await parts.projection.project();
  if (!written.some(({ state }) => state === 'dead')) return;
  const dead = await parts.ledger.inState('dead');
  await parts.changes.record(dead);
  await purge(parts, dead);
}

/** Removes the rows of dead loads; the ledger keeps its records of them. */
async function purge({ ledger, events, projection }: Writers, dead: readonly LedgerRow[]): Promise<void> {
  if (dead.length === 0) return;
  const loads = dead.map(({ load }) => load);
  await events.remove(loads);
  await projection.remove(loads);
  await ledger.write(dead.map(({ seq: _, ...row }) => ({ ...row, state: 'purged' as const })));
}
