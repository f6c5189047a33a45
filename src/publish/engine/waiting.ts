// Counts the messages that wait for an output, without contacting the target: for dry runs.
import { type EarlierEvents, earlierThan } from './earlier.js';
import { FeedParts } from './feed-parts.js';
import type { OutputRun, RoundOptions } from './output-run.js';
import type { SendingContext } from './sending-context.js';
import { EVER, sinceOf } from './wanted.js';

/** The messages that the next round would send. */
export interface Waiting {
  /** Slices with events to send. */
  readonly slices: number;
  readonly appeared: number;
  readonly withdrawn: number;
  /** Notices of reports. */
  readonly reports: number;
  /** Whether changes of findings wait; only reading them shows how many match. */
  readonly findings: boolean;
  /** Stored events with which a new output would not begin. */
  readonly earlier?: EarlierEvents;
}

/** @throws SundialError errors of the output's settings */
export async function waitingFor(
  run: OutputRun,
  context: SendingContext,
  { beginning, range }: Pick<RoundOptions, 'beginning' | 'range'> = {},
): Promise<Waiting> {
  const state = await run.state();
  const parts = await FeedParts.toCount(context, run.open);
  const { carries, start } = parts.wanted;
  const begins = state.isNew || beginning !== undefined;
  const first = beginning === 'replay' ? 'all' : beginning === 'skip' ? 'now' : start;
  const since = range?.since ?? (begins ? sinceOf(first, context.clock()) : state.memo.stored?.since);
  const until = range?.until ?? EVER.until;
  const head = await context.feed.head();
  const from = begins ? head : state.flip;
  const sum = { slices: 0, appeared: 0, withdrawn: 0, reports: 0 };
  if (carries.has('events')) {
    const stored = since === undefined ? [] : await context.feed.slices(since, until);
    for (const slice of stored.filter((one) => parts.wants(one))) {
      sum.slices++;
      sum.appeared += await parts.countVisible(slice);
    }
    for (const change of (await context.feed.after(from, head)).filter((one) => parts.wants(one))) {
      sum.slices++;
      sum.appeared += await parts.count(change, 'appeared');
      if (change.withdrawn > 0) sum.withdrawn += await parts.count(change, 'withdrawn');
    }
  }
  if (carries.has('reports')) {
    const stored = since === undefined ? [] : await context.feed.stored(since, until);
    const loaded = await context.feed.loaded(from, head);
    sum.reports = [...stored, ...loaded].filter(({ report_type: type }) => parts.wants({ type })).length;
  }
  const findings = carries.has('findings') && state.step < (await context.operator.steps.complete());
  const isStart = state.isNew && beginning === undefined && range === undefined;
  const earlier = isStart ? await earlierThan(parts.wanted, (one) => parts.wants(one), context) : undefined;
  return { ...sum, findings, ...(earlier && { earlier }) };
}

/** A slice whose number of events differs between the store and the target. */
export interface CountDifference {
  readonly type: string;
  readonly date: string;
  readonly stored: number;
  readonly target: number;
}

/**
 * Compares the number of events of each slice with the target's; undefined if the output cannot count, or sends no
 * events.
 */
export async function compareCounts(
  run: OutputRun,
  context: SendingContext,
  signal: AbortSignal,
): Promise<CountDifference[] | undefined> {
  const parts = await FeedParts.toCount(context, run.open);
  if (!parts.wanted.carries.has('events')) return undefined;
  const held = await run.open.output.counts?.(signal);
  if (!held) return undefined;
  const since = sinceOf(parts.wanted.start, context.clock()) ?? EVER.since;
  const counts = new Map(
    held.map(({ type, date, events }) => [`${date} ${type}`, { type, date, stored: 0, target: events }]),
  );
  for (const slice of (await context.feed.slices(since, EVER.until)).filter((one) => parts.wants(one))) {
    const name = `${slice.date} ${slice.type}`;
    counts.set(name, {
      ...slice,
      target: counts.get(name)?.target ?? 0,
      stored: await parts.countVisible(slice),
    });
  }
  return [...counts.values()].filter(({ stored, target }) => stored !== target);
}
