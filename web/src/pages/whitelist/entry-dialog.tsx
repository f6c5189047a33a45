// Adding, changing and removing an entry: what it covers is shown first, and what somebody else has changed is not overwritten.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type AnswerOf, ask, type Refused } from '../../data/request.ts';
import { refusalOf } from '../../data/session.ts';
import { AcceptDialog } from '../../marking/accept-dialog.tsx';
import type { Refresh } from '../../marking/actions.ts';
import { Check, daysOf, EndFields, Reason, USUAL_END } from '../../marking/entry-fields.tsx';
import { EntryPreview } from '../../marking/entry-preview.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/facts.tsx';
import { notice } from '../../parts/notice.tsx';
import { Problem } from '../../parts/problem.tsx';
import { acceptedInWords, appliedInWords } from '../../words/en.ts';

export type Entry = AnswerOf<'entries'>['entries'][number];

/** The dialog that is open. */
export type Opened = { readonly what: 'new' } | { readonly what: 'change' | 'remove'; readonly entry: Entry };

interface EntryDialogProps {
  readonly opened: Opened;
  /** As the server last said. */
  readonly entries: readonly Entry[] | undefined;
  readonly refresh: Refresh;
  readonly close: () => void;
}

export function EntryDialog({ opened, entries, refresh, close }: EntryDialogProps) {
  if (opened.what === 'new') return <AcceptDialog refresh={refresh} close={close} />;
  // After somebody else's change the dialog shows what the entry is now; a removed one stays as it was.
  const entry = entries?.find((each) => each.entry === opened.entry.entry) ?? opened.entry;
  const Shown = opened.what === 'change' ? ChangeDialog : RemoveDialog;
  return <Shown entry={entry} refresh={refresh} close={close} />;
}

interface OneEntryProps extends Pick<EntryDialogProps, 'refresh' | 'close'> {
  readonly entry: Entry;
}

function ChangeDialog({ entry, refresh, close }: OneEntryProps) {
  const [keepsEnd, setKeepsEnd] = useState(entry.state !== 'ended');
  const [end, setEnd] = useState(USUAL_END);
  const [reason, setReason] = useState(entry.reason);
  const change = async () => {
    const changed = await ask('changeEntry', {
      params: { entry: String(entry.entry) },
      body: { version: entry.version, reason, ...(!keepsEnd && { days: daysOf(end) }) },
    });
    return acceptedInWords(changed.subject, changed.type, changed.until);
  };
  return (
    <EntryForm
      {...{ entry, refresh, close }}
      title={`Change entry ${entry.entry}`}
      submit={{ title: 'Change', work: change }}
    >
      {entry.state !== 'ended' && <Check label="Keep its end" isOn={keepsEnd} change={setKeepsEnd} />}
      {!keepsEnd && <EndFields end={end} change={setEnd} />}
      <Reason value={reason} change={setReason} />
    </EntryForm>
  );
}

function RemoveDialog({ entry, refresh, close }: OneEntryProps) {
  const remove = async () => {
    await ask('unaccept', {
      params: { entry: String(entry.entry) },
      query: `?version=${entry.version}`,
    });
    return `${entry.subject} is no longer accepted for ${entry.type}.`;
  };
  return (
    <EntryForm
      {...{ entry, refresh, close }}
      title={`Remove entry ${entry.entry}`}
      submit={{ title: 'Remove', work: remove }}
    >
      <p>From the next digest on, owners are told about what it covers.</p>
    </EntryForm>
  );
}

interface EntryFormProps extends OneEntryProps {
  readonly title: string;
  /** What the form does; resolves to what has happened, in words. */
  readonly submit: { readonly title: string; readonly work: () => Promise<string> };
  readonly children: ComponentChildren;
}

function EntryForm({ entry, refresh, close, title, submit, children }: EntryFormProps) {
  const [problem, setProblem] = useState<Refused>();
  const send = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      const text = await submit.work();
      await refresh();
      notice.value = { text };
      close();
    } catch (thrown) {
      // The dialog shows the entry as it is now, before it says why nothing was changed.
      await refresh();
      setProblem(refusalOf(thrown));
    }
  };
  const { subject, type, until, author, since } = entry;
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={(event) => void send(event)}>
        <Facts
          facts={[
            ['subject', <bdi key="subject">{subject}</bdi>],
            ['type', type],
            ['ends', until === null ? 'never' : `${until.slice(0, 16)} UTC`],
            ['by', `${author}, ${since}`],
            ['applied', appliedInWords(entry)],
          ]}
        />
        {children}
        <EntryPreview subject={subject} type={type} entry={entry.entry} />
        {problem && <Problem problem={problem} />}
        <div class="buttons">
          <button class="main" type="submit">
            {submit.title}
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
