// The most frequent values of fields, each to be included, excluded, or chosen alone.
import { useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import { count } from '../../words/en.ts';
import { moreValues } from '../../words/explore.ts';
import { type Choice, choose, isChosen, opposite } from './conditions.ts';
import type { Facet } from './use-events.ts';
import { addressOf, FACETS, type View } from './view.ts';

/** Values that are shown at once. */
const FIRST = 8;

interface FacetListProps {
  readonly facets: ReadonlyMap<string, Facet>;
  readonly view: View;
}

export function FacetList({ facets, view }: FacetListProps) {
  const shown = [...new Set([...FACETS, ...view.facets])].flatMap((name) => facets.get(name) ?? []);
  return shown.map((facet) => <OneFacet key={facet.field} facet={facet} view={view} />);
}

function OneFacet({ facet, view }: { readonly facet: Facet; readonly view: View }) {
  const { field, values, without, distinct } = facet;
  const [isWhole, setWhole] = useState(false);
  const most = Math.max(without, ...values.map(({ events }) => events));
  const left = values.length - FIRST;
  return (
    <section class="facet" aria-label={`Values of ${field}`}>
      <h3>
        {field} <span class="soft">{count(distinct)}</span>
      </h3>
      <ul>
        {(isWhole ? values : values.slice(0, FIRST)).map((each) => (
          <OneValue key={each.value} {...each} most={most} view={view} />
        ))}
        {without > 0 && (
          <OneValue value="" events={without} condition={`${field}=`} most={most} view={view} />
        )}
      </ul>
      {left > 0 && !isWhole && (
        <button type="button" class="small" onClick={() => setWhole(true)}>
          {moreValues(left)}
          <span class="unseen"> of {field}</span>
        </button>
      )}
      {view.facets.includes(field) && (
        <a class="soft" href={addressOf({ ...view, facets: view.facets.filter((each) => each !== field) })}>
          remove<span class="unseen"> {field}</span>
        </a>
      )}
    </section>
  );
}

interface OneValueProps {
  readonly value: string;
  readonly events: number;
  readonly condition: string | null;
  readonly most: number;
  readonly view: View;
}

function OneValue({ value, events, condition, most, view }: OneValueProps) {
  const name = value === '' ? 'without a value' : value;
  return (
    <li class={condition === null ? 'facet-value' : `facet-value ${classOf(condition, view)}`}>
      <span class="facet-name" title={name}>
        {value === '' ? <span class="soft">{name}</span> : <bdi>{value}</bdi>}
      </span>
      <span class="facet-count">{count(events)}</span>
      <meter min={0} max={most} value={events} aria-hidden="true" />
      {condition !== null && (
        <span class="facet-actions">
          <Chooser choice="include" sign="+" {...{ name, condition, view }} />
          <Chooser choice="exclude" sign="−" {...{ name, condition, view }} />
          <Chooser choice="only" sign="only" {...{ name, condition, view }} />
        </span>
      )}
    </li>
  );
}

const classOf = (condition: string, { where }: View): string => {
  if (isChosen(where, condition, 'include')) return 'is-included';
  return isChosen(where, condition, 'exclude') ? 'is-excluded' : '';
};

interface ChooserProps {
  readonly choice: Choice;
  readonly sign: string;
  readonly name: string;
  readonly condition: string;
  readonly view: View;
}

function Chooser({ choice, sign, name, condition, view }: ChooserProps) {
  const isPressed = choice !== 'only' && isChosen(view.where, condition, choice);
  const where = isPressed ? removed(view.where, condition) : choose(view.where, condition, choice);
  return (
    <button
      type="button"
      class="quiet"
      aria-pressed={choice === 'only' ? undefined : isPressed}
      aria-label={`${WORDS[choice]} ${name}`}
      title={WORDS[choice]}
      onClick={() => go(addressOf({ ...view, where, row: '' }), { keepsPlace: true })}
    >
      {sign}
    </button>
  );
}

const removed = (where: readonly string[], condition: string): string[] => {
  const also = condition.replace('=', '=|');
  return where.filter((each) => ![condition, also, opposite(condition)].includes(each));
};

const WORDS: Readonly<Record<Choice, string>> = {
  include: 'Include',
  exclude: 'Exclude',
  only: 'Only',
};
