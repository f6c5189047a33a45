// The conditions of a view as texts that can be edited where they are, and the days.
import { useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import type { Refused } from '../../data/request.ts';
import { textOf, useFormOfAddress } from '../../parts/form-of-address.ts';
import { CONDITION_HINT, SEARCH_HINT } from '../../words/explore.ts';
import { Chip } from './chip.tsx';
import { asCondition, searches, splitLine } from './conditions.ts';
import { isBlamed } from './suggestion.ts';
import { addressOf, type View } from './view.ts';

interface QueryBarProps {
  readonly view: View;
  /** The parameters of the address. */
  readonly query: string;
  readonly problem: Refused | undefined;
}

export function QueryBar({ view, query, problem }: QueryBarProps) {
  const form = useFormOfAddress(query);
  const [line, setLine] = useState('');
  const { where } = view;
  const change = (changed: readonly string[]) => {
    go(addressOf({ ...view, where: [...new Set(changed)], row: '' }));
    // The text that was changed or removed had the focus.
    form.current?.querySelector<HTMLElement>('[name=condition]')?.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const words = splitLine(textOf(event, 'condition') ?? '').map(asCondition);
    setLine('');
    const date = textOf(event, 'date') ?? '';
    go(addressOf({ ...view, date, where: [...new Set([...where, ...words])], row: '' }));
  };
  return (
    <search>
      <form ref={form} class="filters" onSubmit={submit}>
        <label class="is-wide">
          Conditions
          <input
            name="condition"
            placeholder={CONDITION_HINT}
            aria-describedby="search-hint"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => setLine(event.currentTarget.value)}
          />
        </label>
        <label>
          Days
          <input name="date" placeholder="-30:now" autocomplete="off" spellcheck={false} />
        </label>
        <button class="main" type="submit">
          Ask
        </button>
      </form>
      <p class="soft hint" id="search-hint">
        {line !== '' && searches(line) && SEARCH_HINT}
      </p>
      {where.length > 0 && (
        <ul class="chips" aria-label="Conditions">
          {where.map((condition, at) => (
            <Chip
              key={condition}
              condition={condition}
              isWrong={problem !== undefined && isBlamed(condition, problem.message)}
              change={(...texts) => change(where.toSpliced(at, 1, ...texts))}
            />
          ))}
        </ul>
      )}
    </search>
  );
}
