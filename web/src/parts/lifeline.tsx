// The days of a finding on one strip: seen, missed, not known, and what people and digests did.
import { day as dayOf, lifelineInWords } from '../words/en.ts';

interface LifelineProps {
  readonly label: string;
  /** All days of the strip, oldest first. */
  readonly dates: readonly string[];
  readonly seen: readonly string[];
  /** The days on which it could have been reported; omitted = not known. */
  readonly closed?: readonly string[];
  /** The days on which its owner was told, or on which it was marked. */
  readonly told?: readonly string[];
}

const CELL = 10;
const HEIGHT = 24;

export function Lifeline({ label, dates, seen, closed = [], told = [] }: LifelineProps) {
  const [from, until] = [dates[0]!, dates.at(-1)!];
  const [wasSeen, wasClosed, wasTold] = [new Set(seen), new Set(closed), new Set(told)];
  const kindOf = (date: string) =>
    wasSeen.has(date) ? 'is-seen' : wasClosed.has(date) ? 'is-missed' : 'is-open';
  const shown = seen.filter((date) => date >= from);
  return (
    <figure class="lifeline">
      <svg
        viewBox={`0 0 ${dates.length * CELL} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${lifelineInWords(shown, from, until)}`}
      >
        {dates.map((date, at) => (
          <g key={date}>
            <rect class={kindOf(date)} x={at * CELL + 1} width={CELL - 2} {...SHAPES[kindOf(date)]}>
              <title>{date}</title>
            </rect>
            {wasTold.has(date) && (
              <rect class="is-told" x={at * CELL + 1} y={0} width={CELL - 2} height={4} />
            )}
          </g>
        ))}
      </svg>
      <figcaption class="soft">
        <span>{dayOf(from)}</span>
        <span>{dayOf(until)}</span>
      </figcaption>
    </figure>
  );
}

/** Seen days differ from others in height as well, so that they do not depend on colour. */
const SHAPES: Readonly<Record<string, { y: number; height: number }>> = {
  'is-seen': { y: 6, height: 18 },
  'is-missed': { y: 18, height: 6 },
  'is-open': { y: 22, height: 2 },
};

/** What the marks of a strip mean. */
export function LifelineLegend() {
  return (
    <ul class="legend" aria-label="Marks of the strip">
      <li class="is-seen">seen</li>
      <li class="is-missed">reported without it</li>
      <li class="is-open">not known</li>
      <li class="is-told">told or marked</li>
    </ul>
  );
}
