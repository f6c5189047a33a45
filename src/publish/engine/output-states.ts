// The state of each output for people, health and metrics.

import { asSundialError } from '../../domain/errors.js';
import type { Carried } from '../../domain/output-entry.js';
import type { OutputServiceStatus } from '../../domain/service-status.js';
import type { SliceChange } from '../../store/index.js';
import type { Slice } from '../output.js';
import { type EarlierEvents, earlierThan } from './earlier.js';
import { FeedParts } from './feed-parts.js';
import { needsPerson } from './loop.js';
import type { StoredWork } from './memo.js';
import type { OutputRun } from './output-run.js';
import type { SendingContext } from './sending-context.js';
import { EVER, sinceOf } from './wanted.js';

/** The state of an output, and the kinds of messages that it carries. */
export interface OutputStatus extends OutputServiceStatus {
  readonly carries: readonly Carried[];
}

/** Reads the state of an output; settings that it cannot follow become its problem. */
export async function statusOf(run: OutputRun, context: SendingContext): Promise<OutputStatus> {
  const { feed, operator } = context;
  const { entry, kind } = run.open;
  const state = await run.state();
  const { memo } = state;
  const wanted = await wantedOrProblem(run, context);
  const head = await feed.head();
  const sendsSlices = wanted.carries.some((one) => one !== 'findings');
  const isBehind = sendsSlices && !state.isNew && state.flip < head;
  const changes = isBehind ? (await feed.after(state.flip, head)).filter(wanted.wants) : [];
  const stored = state.isNew ? wanted.stored : memo.stored;
  const left = sendsSlices && stored ? (await slicesAfter(context, stored)).filter(wanted.wants) : [];
  const steps = wanted.carries.includes('findings') && state.step < (await operator.steps.complete());
  const problem = wanted.problem ?? memo.problem;
  const earlier = state.isNew ? await wanted.earlier() : memo.earlier;
  const isCurrent = left.length === 0 && changes.length === 0 && !steps;
  return {
    ...{ name: entry.name, kind: kind.kind, carries: wanted.carries, waiting: changes.length + left.length },
    state: problem
      ? needsPerson(problem.code)
        ? 'stopped'
        : 'failing'
      : state.isNew
        ? 'new'
        : isCurrent
          ? 'current'
          : 'sending',
    lagSeconds: await lagOf(changes, context),
    ...{
      sent: memo.sent,
      refused: await run.letters.count(),
      rate: memo.rate ?? 0,
      sentAt: memo.sentAt ?? 0,
      withheld: memo.withheld ?? 0,
    },
    ...(earlier && { earlier }),
    ...(problem && { problem }),
  };
}

/** Seconds since the first of some changes became visible; 0 without changes. */
async function lagOf([first]: readonly SliceChange[], { feed, clock }: SendingContext): Promise<number> {
  const at = first ? await feed.timeAfter(first.flip - 1) : 0;
  return at > 0 ? Math.max(0, Math.floor(clock().getTime() / 1000) - at) : 0;
}

/** Types and dates of the stored events that have not been sent completely. */
async function slicesAfter(
  { feed }: SendingContext,
  { since, until, after }: StoredWork,
): Promise<readonly Slice[]> {
  const slices = await feed.slices(since, until);
  if (!after) return slices;
  return slices.filter(({ date, type }) => date > after.date || (date === after.date && type >= after.type));
}

interface WantedSlices {
  readonly carries: readonly Carried[];
  /** The stored events with which the output begins. */
  readonly stored?: StoredWork;
  /** Those with which it does not begin. */
  readonly earlier: () => Promise<EarlierEvents | undefined>;
  /** Whether the output sends anything of a slice, as far as its types say. */
  readonly wants: (slice: Slice) => boolean;
  readonly problem?: NonNullable<OutputStatus['problem']>;
}

async function wantedOrProblem(run: OutputRun, context: SendingContext): Promise<WantedSlices> {
  try {
    const parts = await FeedParts.toCount(context, run.open);
    const { carries, start } = parts.wanted;
    const since = sinceOf(start, context.clock());
    const wants = (slice: Pick<Slice, 'type'>) => parts.wants(slice);
    return {
      ...{ carries: [...carries], wants },
      earlier: () => earlierThan(parts.wanted, wants, context),
      ...(since !== undefined && { stored: { since, until: EVER.until } }),
    };
  } catch (thrown) {
    const { code, message } = asSundialError(thrown);
    const nothing = { carries: [], wants: () => false, earlier: async () => undefined };
    return { ...nothing, problem: { code, message, failures: 1 } };
  }
}
