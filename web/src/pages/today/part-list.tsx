// A folded part of the day: findings that need nothing now, each with the reason.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../data/request.ts';
import { useGrowing } from '../../parts/growing.ts';
import { count, PARTS, rowsLeftOut } from '../../words/en.ts';
import { FindingRow } from './finding-row.tsx';

interface PartListProps {
  readonly day: AnswerOf<'day'>;
  readonly part: Exclude<keyof typeof PARTS, 'handle'>;
}

export function PartList({ day, part }: PartListProps) {
  const { total, rows } = day[part];
  const [isOpened, setOpened] = useState(false);
  const drawn = useGrowing(isOpened ? rows.length : 0);
  return (
    <details class="part-list" id={part} onToggle={() => setOpened(true)}>
      <summary>
        <h2>
          {PARTS[part].title} <span class="soft">{count(total)}</span>
        </h2>
      </summary>
      {total === 0 && <p class="soft">None on this day.</p>}
      <ul class="rows">
        {rows.slice(0, drawn).map((row) => (
          <FindingRow key={row.id} row={row} date={day.date} />
        ))}
      </ul>
      {rows.length < total && <p class="soft">{rowsLeftOut(rows.length, total, day.date)}</p>}
    </details>
  );
}
