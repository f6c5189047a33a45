// Events by day as stacked bars, of which some days may be chosen; days with missing reports are hatched.
import { useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import { count } from '../../words/en.ts';
import { barInWords, rangeInWords, seriesInWords } from '../../words/explore.ts';
import { roundUp, stacked, total } from './scale.ts';
import type { Part } from './use-events.ts';
import { addressOf, type View } from './view.ts';

const BAR = 10;
const HEIGHT = 100;

interface SeriesProps {
  readonly series: Part<'series'>;
  readonly view: View;
}

/** The first and the last chosen day, by their places; the last one moves. */
interface Chosen {
  readonly from: number;
  readonly to: number;
}

export function Series({ series, view }: SeriesProps) {
  const { days, values, rest, missing } = series;
  const [chosen, setChosen] = useState<Chosen>();
  const [isDragged, setDragged] = useState(false);
  const countsOf = (at: number) => [...values.map(({ events }) => events[at]!), rest[at]!];
  const totals = days.map((_, at) => total(countsOf(at)));
  const top = roundUp(Math.max(...totals));
  const range = chosen && rangeOf(chosen);
  const inWords = ({ from, to }: Chosen) =>
    rangeInWords(days[from]!, days[to]!, total(totals.slice(from, to + 1)));
  const apply = ({ from, to }: Chosen) => {
    const [first, last] = [days[from]!, days[to]!];
    setChosen(undefined);
    go(addressOf({ ...view, date: first === last ? first : `${first}:${last}`, row: '' }));
  };
  const dayAt = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect();
    return limited(Math.floor(((clientX - left) / width) * days.length), days.length);
  };
  const press = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const to = chosen ? limited(chosen.to + move, days.length) : days.length - 1;
      setChosen({ from: event.shiftKey && chosen ? chosen.from : to, to });
    }
    if (event.key === 'Escape') setChosen(undefined);
    if (event.key === 'Enter' && range) apply(range);
  };
  return (
    <figure
      class="series"
      aria-label={seriesInWords(days, total(totals), missing.filter((reports) => reports > 0).length)}
    >
      <div
        class="series-plot"
        role="slider"
        tabIndex={0}
        aria-label="Choose days: arrows move, Shift extends, Enter applies"
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={(chosen?.to ?? days.length - 1) + 1}
        aria-valuetext={inWords(range ?? { from: 0, to: days.length - 1 })}
        onKeyDown={press}
        onBlur={() => !isDragged && setChosen(undefined)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = dayAt(event);
          setDragged(true);
          setChosen({ from: at, to: at });
        }}
        onPointerMove={(event) => isDragged && chosen && setChosen({ ...chosen, to: dayAt(event) })}
        onPointerUp={() => {
          setDragged(false);
          if (range) apply(range);
        }}
        onPointerCancel={() => {
          setDragged(false);
          setChosen(undefined);
        }}
      >
        <svg viewBox={`0 0 ${days.length * BAR} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <Hatch />
          {days.map((date, at) => (
            <Bar
              key={date}
              at={at}
              title={barInWords(date, totals[at]!, missing[at]!)}
              isIncomplete={missing[at]! > 0}
              isChosen={range !== undefined && at >= range.from && at <= range.to}
              segments={stacked(countsOf(at), top, view.isLog)}
            />
          ))}
        </svg>
        <span class="series-top soft">{count(top)}</span>
      </div>
      <figcaption class="soft">
        <span>{days[0]}</span>
        <span>{range && inWords(range)}</span>
        <span>{days.at(-1)}</span>
      </figcaption>
    </figure>
  );
}

const rangeOf = ({ from, to }: Chosen): Chosen => ({ from: Math.min(from, to), to: Math.max(from, to) });

const limited = (at: number, days: number): number => Math.max(0, Math.min(days - 1, at));

/** Lines over days whose counts are too low. */
function Hatch() {
  return (
    <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-line" width="1.2" height="4" />
    </pattern>
  );
}

interface BarProps {
  readonly at: number;
  readonly title: string;
  readonly isIncomplete: boolean;
  readonly isChosen: boolean;
  readonly segments: ReturnType<typeof stacked>;
}

function Bar({ at, title, isIncomplete, isChosen, segments }: BarProps) {
  const width = BAR - 1;
  return (
    <g class={isChosen ? 'is-chosen' : undefined}>
      <title>{title}</title>
      <rect class="series-day" x={at * BAR} width={BAR} height={HEIGHT} />
      {segments.map(({ at: value, from, to }) => (
        <rect
          key={value}
          class={`series-${value}`}
          x={at * BAR}
          width={width}
          y={(1 - to) * HEIGHT}
          height={(to - from) * HEIGHT}
        />
      ))}
      {isIncomplete && <rect x={at * BAR} width={width} height={HEIGHT} fill="url(#hatch)" />}
    </g>
  );
}
