// What an entry of the whitelist would have covered in the last 30 days, and which entries cover its subject already.
import { useEffect, useState } from 'preact/hooks';
import { type AnswerOf, ask } from '../data/request.ts';
import { useAnswer } from '../data/use-answer.ts';
import { count, counted, previewInWords, untilInWords } from '../words/en.ts';

interface EntryPreviewProps {
  readonly subject: string;
  readonly type: string;
  /** The entry itself, if it is in effect. */
  readonly entry?: number;
}

/** Nobody waits for a preview while typing. */
const PAUSE_MS = 250;

export function EntryPreview({ subject, type, entry }: EntryPreviewProps) {
  const asked = new URLSearchParams({ type, subject }).toString();
  const [query, setQuery] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const preview = useAnswer(query, (signal) => ask('previewEntry', { query: `?${query}`, signal }));
  if (subject.trim() === '' || type.trim() === '')
    return (
      <p class="preview soft">With a subject and a type, this shows what the entry would have covered.</p>
    );
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
          <Covering entries={preview.answer.covering.filter((other) => other.entry !== entry)} />
        </>
      )}
    </section>
  );
}

type Covered = AnswerOf<'previewEntry'>['covering'];

/** All entries count that cover a finding. */
function Covering({ entries }: { readonly entries: Covered }) {
  if (entries.length === 0) return null;
  return (
    <>
      <p>{counted(entries.length, 'other entry covers', 'other entries cover')} this subject:</p>
      <ul>
        {entries.map(({ entry, subject, type, until, reason, break_through }) => (
          <li key={entry}>
            <bdi>{subject}</bdi> for {type}, {untilInWords(until)}
            <span class="soft">
              {break_through && ', unless it gets worse'}
              {reason && <>: {reason}</>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
