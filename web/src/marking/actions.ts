// What people do to findings: a page shows it at once, and takes it back if the server refuses.
import { signal } from '@preact/signals';
import { type AnswerOf, ask } from '../data/request.ts';
import { refusalOf } from '../data/session.ts';
import { notice } from '../parts/notice.tsx';
import { acceptedInWords, leftInWords, MARK_WORDS, markedInWords, undoneInWords } from '../words/en.ts';
import { type Mark, type Markable, type Outcome, type Outcomes, saidBy, wordOf } from './outcomes.ts';

/** What was done here and is not part of the server's answer yet. */
export const outcomes = signal<Outcomes>(new Map());
/** Takes the last action back; undefined = there is nothing to take back. */
export const undoLast = signal<(() => Promise<void>) | undefined>(undefined);

/** Gets anew what the page shows. */
export type Refresh = () => Promise<void>;

function setOutcome(rows: readonly Markable[], outcome: Outcome | undefined): void {
  const next = new Map(outcomes.value);
  for (const { id } of rows) {
    if (outcome) next.set(id, outcome);
    else next.delete(id);
  }
  outcomes.value = next;
}

/** Does something that the page shows at once. */
async function act(rows: readonly Markable[], text: string, work: () => Promise<void>, refresh: Refresh) {
  setOutcome(rows, { text, isSaved: false });
  try {
    await work();
    setOutcome(rows, { text, isSaved: true });
    await refresh();
  } catch (thrown) {
    notice.value = { text: refusalOf(thrown).message, isProblem: true };
    throw thrown;
  } finally {
    setOutcome(rows, undefined);
  }
}

/** Resolves when an action has ended; what failed is on the page. */
const quietly = (action: Promise<void>): Promise<void> => action.catch(() => {});

/**
 * Marks findings in one step. Findings to which somebody else has done something are left as they are.
 *
 * @param all marks all findings that the day has to handle, also those that the page does not show
 */
export function markRows(
  rows: readonly Markable[],
  mark: Mark,
  reason: string,
  { refresh, all }: { readonly refresh: Refresh; readonly all?: Pick<AnswerOf<'day'>, 'date' | 'step'> },
): Promise<void> {
  const work = async () => {
    const marked = all
      ? await ask('markDay', { params: { date: all.date }, body: { mark, reason, until: all.step } })
      : await ask('mark', {
          body: { mark, reason, findings: Object.fromEntries(rows.map(({ id, step }) => [id, step])) },
        });
    told(marked, mark, rows, refresh);
  };
  return quietly(act(rows, `being marked ${MARK_WORDS[mark]}`, work, refresh));
}

function told(
  { step, marked, left }: AnswerOf<'mark'>,
  mark: Mark,
  rows: readonly Markable[],
  refresh: Refresh,
): void {
  const undo = () => quietly(undoMark(step, refresh));
  undoLast.value = marked > 0 ? undo : undoLast.value;
  const [other] = left.rows;
  const subject = rows.find(({ id }) => id === other?.id)?.subject;
  notice.value = {
    text: [
      marked > 0 && markedInWords(marked, MARK_WORDS[mark]),
      other && leftInWords(left.total, subject, saidBy(other.changes.map(wordOf).join(', '), other)),
    ]
      .filter(Boolean)
      .join(' '),
    isProblem: left.total > 0,
    ...(marked > 0 && { action: { title: 'Undo', run: () => void undo() } }),
  };
}

async function undoMark(step: number, refresh: Refresh): Promise<void> {
  await undoing(async () => {
    const { restored, left } = await ask('unmark', { params: { step: String(step) } });
    notice.value = { text: undoneInWords(restored, left), isProblem: left > 0 };
  }, refresh);
}

async function undoing(work: () => Promise<void>, refresh: Refresh): Promise<void> {
  const before = undoLast.value;
  undoLast.value = undefined;
  try {
    await work();
    await refresh();
  } catch (thrown) {
    undoLast.value = before;
    notice.value = { text: refusalOf(thrown).message, isProblem: true };
  }
}

type Entry = Parameters<typeof ask<'accept'>>[1] extends { readonly body?: infer Body } | undefined
  ? NonNullable<Body>
  : never;

/** Accepts what an entry of the whitelist covers. @param rows those of the page @throws Refused, so that the dialog stays open */
export async function accept(rows: readonly Markable[], entry: Entry, refresh: Refresh): Promise<void> {
  const work = async () => {
    const added = await ask('accept', { body: entry });
    const undo = () =>
      undoing(async () => {
        await ask('unaccept', { params: { entry: String(added.entry) } });
        notice.value = { text: `${added.subject} is no longer accepted.` };
      }, refresh);
    undoLast.value = undo;
    notice.value = {
      text: acceptedInWords(added.subject, added.type, added.until),
      action: { title: 'Undo', run: () => void undo() },
    };
  };
  await act(rows, 'being accepted', work, refresh);
}
