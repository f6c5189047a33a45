// Answers requests that mark findings or undo a mark, and records who made them.
import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';
import { describeSteps, handledIn, type Marked, markFindings, unmarkFindings } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import { editingIn } from './editing.js';
import type { Call, Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';
import { shownStep } from './shown-step.js';

type Names = 'mark' | 'markDay' | 'unmark';

/** Findings left as they are of which an answer says what happened to them. */
const MOST_LEFT = 100;

export function markHandlers(parts: HandlerParts): Pick<Handlers, Names> {
  const { data, audit } = parts;
  const edit = editingIn(parts);
  const mark = async (
    { who, request }: Pick<Call<'mark'>, 'who' | 'request'>,
    given: Omit<Parameters<typeof markFindings>[1], 'author'>,
    about?: string,
  ): Promise<AnswerOf<'mark'>> => {
    const author = who!.name;
    const done = await edit('finding mark', (context) => markFindings(context, { ...given, author }));
    audit.record({
      ...{ event: 'findings-marked', by: author, through: 'web', address: request.ip, about },
      ...{ mark: given.mark, step: done.step, findings: done.marked.length, left: done.left.length },
    });
    return shown(done);
  };
  const shown = async ({ step, marked, left }: Marked): Promise<AnswerOf<'mark'>> => {
    const steps = await describeSteps(data().edits.tables, left.slice(0, MOST_LEFT));
    return {
      ...{ step, marked: marked.length },
      left: {
        total: left.length,
        rows: legible([...steps].map(([id, newest]) => ({ id, ...shownStep(newest) }))),
      },
    };
  };
  return {
    mark: async ({ body: { findings, ...body }, ...call }) =>
      mark(call, {
        ...{ ...body, findings: Object.keys(findings) },
        isKnown: (id, newest) => newest === findings[id],
      }),
    markDay: async ({ body: { until, ...body }, params: { date = '' }, ...call }) => {
      if (!isReportDate(date)) throw new SundialError('digest-unknown', { date: date.slice(0, 20) });
      const findings = await handledIn(data().operator, date);
      return mark(call, { ...body, findings, isKnown: (_id, newest) => newest <= until }, date);
    },
    unmark: async ({ params, who, request }) => {
      const step = Number(params.step);
      if (!Number.isSafeInteger(step) || step < 0)
        throw new SundialError('mark-unknown', { step: params.step! });
      const author = who!.name;
      const { restored, left } = await edit('finding mark', (context) =>
        unmarkFindings(context, { step, author }),
      );
      audit.record({
        ...{ event: 'mark-undone', by: author, through: 'web', address: request.ip },
        ...{ step, findings: restored.length, left: left.length },
      });
      return { restored: restored.length, left: left.length };
    },
  };
}
