// Accepting a finding: what an entry of the whitelist would cover is shown before it is added.
import { useState } from 'preact/hooks';
import type { Refused } from '../data/request.ts';
import { refusalOf } from '../data/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { accept, type Refresh } from './actions.ts';
import { Check, daysOf, EndFields, Reason, Text, USUAL_END } from './entry-fields.tsx';
import { EntryPreview } from './entry-preview.tsx';
import type { Markable } from './outcomes.ts';

interface AcceptDialogProps {
  /** Omitted = an entry for whatever is typed. */
  readonly row?: Markable;
  readonly refresh: Refresh;
  readonly close: () => void;
}

export function AcceptDialog({ row, refresh, close }: AcceptDialogProps) {
  const [subject, setSubject] = useState(row?.subject ?? '');
  const [type, setType] = useState(row?.type ?? '');
  const [end, setEnd] = useState(USUAL_END);
  const [reason, setReason] = useState('');
  const [breaksThrough, setBreaksThrough] = useState(true);
  const [problem, setProblem] = useState<Refused>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    const entry = {
      ...{ subject, type, days: daysOf(end), reason },
      break_through: breaksThrough,
    };
    try {
      await accept(row ? [row] : [], entry, refresh);
      close();
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    }
  };
  return (
    <Dialog title={row ? 'Accept: its owner is not told' : 'New entry: owners are not told'} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <Text
            label="Subject"
            value={subject}
            change={setSubject}
            hint="An address, network, name, *.name or device"
          />
          <Text
            label="Report type"
            value={type}
            change={setType}
            hint="A type, a short name such as ntp, or all"
          />
        </div>
        <EndFields end={end} change={setEnd} />
        <Reason value={reason} change={setReason} />
        <Check
          label="Tell the owner anyway if it gets worse: severity, another CVE, a compromise"
          isOn={breaksThrough}
          change={setBreaksThrough}
        />
        <EntryPreview subject={subject} type={type} />
        {problem && <Problem problem={problem} />}
        <div class="buttons">
          <button class="main" type="submit">
            Accept
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
