// A part of a page that shows an answer: being loaded, refused, or there.
import type { ComponentChildren } from 'preact';
import { useAnswer } from '../data/use-answer.ts';
import { Problem } from './problem.tsx';

interface AnswerViewProps<Answer> {
  /** What the answer depends on. */
  readonly of: string;
  readonly request: (signal: AbortSignal) => Promise<Answer>;
  readonly children: (answer: Answer, again: () => void) => ComponentChildren;
}

export function AnswerView<Answer>({ of, request, children }: AnswerViewProps<Answer>) {
  const answered = useAnswer(of, request);
  if (answered.state === 'refused') return <Problem problem={answered.problem} again={answered.again} />;
  return (
    <div class="answer" aria-busy={answered.state === 'loading'}>
      {answered.answer !== undefined && children(answered.answer, answered.again)}
    </div>
  );
}
