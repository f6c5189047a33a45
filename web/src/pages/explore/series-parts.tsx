// What belongs to a series: by what it is divided, its scale, what its colours mean, and its figures as a table.
import { useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import { Table } from '../../parts/table.tsx';
import { count } from '../../words/en.ts';
import { SPLIT_WORDS } from '../../words/explore.ts';
import { choose } from './conditions.ts';
import { total } from './scale.ts';
import type { Part } from './use-events.ts';
import { addressOf, SPLITS, type Split, type View } from './view.ts';

export function SeriesHead({ view }: { readonly view: View }) {
  return (
    <div class="series-head">
      <label>
        Divided by{' '}
        <select
          value={view.by}
          onChange={(event) =>
            go(addressOf({ ...view, by: event.currentTarget.value as Split }), { keepsPlace: true })
          }
        >
          {SPLITS.map((split) => (
            <option key={split} value={split}>
              {SPLIT_WORDS[split]}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={view.isLog}
          onChange={(event) =>
            go(addressOf({ ...view, isLog: event.currentTarget.checked }), { keepsPlace: true })
          }
        />
        logarithmic
      </label>
    </div>
  );
}

interface SeriesPartsProps {
  readonly series: Part<'series'>;
  readonly view: View;
}

export function SeriesLegend({ series: { values, rest }, view }: SeriesPartsProps) {
  const others = total(rest);
  return (
    <ul class="series-legend" aria-label="Colours of the series">
      {values.map(({ value, condition, events }, at) => (
        <li key={value}>
          <Swatch at={at} />
          {condition === null ? (
            nameOf(value)
          ) : (
            <a href={addressOf({ ...view, where: choose(view.where, condition, 'only'), row: '' })}>
              <bdi>{nameOf(value)}</bdi>
            </a>
          )}{' '}
          <span class="soft">{count(total(events))}</span>
        </li>
      ))}
      {others > 0 && (
        <li>
          <Swatch at={values.length} /> all others <span class="soft">{count(others)}</span>
        </li>
      )}
    </ul>
  );
}

const nameOf = (value: string): string => value || 'without a value';

const Swatch = ({ at }: { readonly at: number }) => (
  <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
    <rect class={`series-${at}`} width="10" height="10" />
  </svg>
);

export function SeriesTable({ series: { days, values, rest, missing } }: Pick<SeriesPartsProps, 'series'>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="series-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Figures by day</summary>
      {isOpen && (
        <div class="wide">
          <Table
            label="Events by day"
            rows={days.map((date, at) => ({ date, at })).reverse()}
            keyOf={({ date }) => date}
            columns={[
              { title: 'Day', isHead: true, cell: ({ date }) => <span class="day-text">{date}</span> },
              ...values.map(({ value, events }) => ({
                title: nameOf(value),
                isNumber: true,
                cell: ({ at }: { readonly at: number }) => count(events[at]!),
              })),
              { title: 'All others', isNumber: true, cell: ({ at }) => count(rest[at]!) },
              { title: 'Missing reports', isNumber: true, cell: ({ at }) => count(missing[at]!) },
            ]}
          />
        </div>
      )}
    </details>
  );
}
