// Accepting a finding: what an entry of the whitelist would cover is shown before it is added.
import { useEffect, useState } from 'preact/hooks';
import { ask, type Refused } from '../data/request.ts';
import { refusalOf } from '../data/session.ts';
import { useAnswer } from '../data/use-answer.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { count, counted, previewInWords } from '../words/en.ts';
import { accept, type Refresh } from './actions.ts';
import type { Markable } from './outcomes.ts';

interface AcceptDialogProps {
  readonly row: Markable;
  readonly refresh: Refresh;
  readonly close: () => void;
}

/** Nobody waits for a preview while typing. */
const PAUSE_MS = 250;
const USUAL_DAYS = '90';

export function AcceptDialog({ row, refresh, close }: AcceptDialogProps) {
  const [subject, setSubject] = useState(row.subject);
  const [type, setType] = useState(row.type);
  const [days, setDays] = useState(USUAL_DAYS);
  const [isForever, setForever] = useState(false);
  const [reason, setReason] = useState('');
  const [breaksThrough, setBreaksThrough] = useState(true);
  const [problem, setProblem] = useState<Refused>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    const entry = {
      ...{ subject, type, days: isForever ? null : Number(days), reason },
      break_through: breaksThrough,
    };
    try {
      await accept(row, entry, refresh);
      close();
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    }
  };
  return (
    <Dialog title="Accept: its owner is not told" close={close}>
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
        <div class="fields">
          <label class="field">
            <span>Days</span>
            <input
              type="number"
              min={1}
              max={10_000}
              required={!isForever}
              disabled={isForever}
              value={days}
              onInput={(event) => setDays(event.currentTarget.value)}
            />
          </label>
          <Check label="Forever" isOn={isForever} change={setForever} />
        </div>
        <label class="field">
          <span>Reason</span>
          <input
            type="text"
            maxLength={1_000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <Check
          label="Tell the owner anyway if it gets worse: severity, another CVE, a compromise"
          isOn={breaksThrough}
          change={setBreaksThrough}
        />
        <Preview subject={subject} type={type} />
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

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint: string;
}

function Text({ label, value, change, hint }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        required
        maxLength={1_000}
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <span class="soft">{hint}</span>
    </label>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly change: (isOn: boolean) => void;
}

function Check({ label, isOn, change }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={(event) => change(event.currentTarget.checked)} />{' '}
      {label}
    </label>
  );
}

/** What the entry would have covered in the last 30 days. */
function Preview({ subject, type }: Pick<Markable, 'subject' | 'type'>) {
  const asked = new URLSearchParams({ type, subject }).toString();
  const [query, setQuery] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const preview = useAnswer(query, (signal) => ask('previewEntry', { query: `?${query}`, signal }));
  return (
    <section class="preview" aria-label="What it would cover" aria-busy={preview.state === 'loading'}>
      {preview.state === 'refused' && <p class="soft">{preview.problem.message}</p>}
      {preview.state === 'there' && (
        <>
          <p role="status">{previewInWords(preview.answer)}</p>
          <ul>
            {preview.answer.rows.map((row) => (
              <li key={row.id}>
                <bdi>{row.subject}</bdi> <span class="soft">{row.type}</span>{' '}
                <span class="soft">
                  {counted(row.days, 'day')}
                  {row.handled > 0 && `, to handle ${count(row.handled)} ×`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
