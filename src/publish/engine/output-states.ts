// The state of each output for people, health and metrics.

import { asSundialError } from '../../domain/errors.js';
import type { Carried } from '../../domain/output-entry.js';
import type { OutputServiceStatus } from '../../domain/service-status.js';
import type { ChangeFeed } from '../../store/index.js';
import type { Slice } from '../output.js';
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
export async function statusOf(
  run: OutputRun,
  { feed, operator, clock }: SendingContext,
): Promise<OutputStatus> {
  const { entry, kind } = run.open;
  const state = await run.state();
  const { memo } = state;
  const wanted = wantedOrProblem(run, clock());
  const head = await feed.head();
  const sendsSlices = wanted.carries.some((one) => one !== 'findings');
  const isBehind = sendsSlices && !state.isNew && state.flip < head;
  const changed = isBehind ? (await feed.after(state.flip, head)).length : 0;
  const stored = state.isNew ? wanted.stored : memo.stored;
  const waiting = changed + (sendsSlices && stored ? await slicesLeft(feed, stored) : 0);
  const at = changed > 0 ? await feed.timeAfter(state.flip) : 0;
  const steps = wanted.carries.includes('findings') && state.step < (await operator.steps.complete());
  const problem = wanted.problem ?? memo.problem;
  const isCurrent = !memo.stored && changed === 0 && !steps;
  return {
    ...{ name: entry.name, kind: kind.kind, carries: wanted.carries, waiting },
    state: problem
      ? needsPerson(problem.code)
        ? 'stopped'
        : 'failing'
      : state.isNew
        ? 'new'
        : isCurrent
          ? 'current'
          : 'sending',
    lagSeconds: at > 0 ? Math.max(0, Math.floor(clock().getTime() / 1000) - at) : 0,
    ...{
      sent: memo.sent,
      refused: await run.letters.count(),
      rate: memo.rate ?? 0,
      sentAt: memo.sentAt ?? 0,
    },
    ...(problem && { problem }),
  };
}

/** Types and dates of the stored events that have not been sent completely. */
async function slicesLeft(feed: ChangeFeed, { since, until, after }: StoredWork): Promise<number> {
  const slices = await feed.slices(since, until);
  if (!after) return slices.length;
  const isLeft = ({ date, type }: Slice) => date > after.date || (date === after.date && type >= after.type);
  return slices.filter(isLeft).length;
}

function wantedOrProblem(
  run: OutputRun,
  now: Date,
): {
  readonly carries: readonly Carried[];
  /** The stored events with which the output begins. */
  readonly stored?: StoredWork;
  readonly problem?: NonNullable<OutputStatus['problem']>;
} {
  try {
    const { carries, start } = run.open.wanted();
    const since = sinceOf(start, now);
    return { carries: [...carries], ...(since !== undefined && { stored: { since, until: EVER.until } }) };
  } catch (thrown) {
    const { code, message } = asSundialError(thrown);
    return { carries: [], problem: { code, message, failures: 1 } };
  }
}
