// The state of each output for people, health and metrics.

import { asSundialError } from '../../domain/errors.js';
import type { Carried } from '../../domain/output-entry.js';
import type { OutputServiceStatus } from '../../domain/service-status.js';
import { needsPerson } from './loop.js';
import type { OutputRun } from './output-run.js';
import type { SendingContext } from './sending-context.js';

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
  const wanted = wantedOrProblem(run);
  const head = await feed.head();
  const isBehind = wanted.carries.some((one) => one !== 'findings') && state.flip < head;
  const waiting = isBehind && !state.isNew ? (await feed.after(state.flip, head)).length : 0;
  const at = waiting > 0 ? await feed.timeAfter(state.flip) : 0;
  const steps = wanted.carries.includes('findings') && state.step < (await operator.steps.complete());
  const problem = wanted.problem ?? memo.problem;
  const isCurrent = !memo.stored && waiting === 0 && !steps;
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

function wantedOrProblem(run: OutputRun): {
  readonly carries: readonly Carried[];
  readonly problem?: NonNullable<OutputStatus['problem']>;
} {
  try {
    return { carries: [...run.open.wanted().carries] };
  } catch (thrown) {
    const { code, message } = asSundialError(thrown);
    return { carries: [], problem: { code, message, failures: 1 } };
  }
}
