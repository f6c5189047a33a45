// Why the owner of a finding is told or not: each rule that was checked, with its result.
import { ask } from '../data/request.ts';
import { useAnswer } from '../data/use-answer.ts';
import { Command } from '../parts/command.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { Rules } from '../parts/rules.tsx';
import type { Markable } from './outcomes.ts';

interface WhyDialogProps {
  readonly row: Markable;
  readonly date: string;
  readonly close: () => void;
}

export function WhyDialog({ row: { id, type, subject }, date, close }: WhyDialogProps) {
  const why = useAnswer(id, (signal) => ask('explain', { params: { id }, query: `?date=${date}`, signal }));
  return (
    <Dialog title={`Why is ${subject} here?`} close={close}>
      <div class="rules-place" aria-busy={why.state === 'loading'}>
        {why.state === 'refused' && <Problem problem={why.problem} again={why.again} />}
        {why.state === 'there' && <Rules rules={why.answer.rules} />}
      </div>
      <Command words={['sundial', 'explain', subject, type, '--date', date]} />
    </Dialog>
  );
}
