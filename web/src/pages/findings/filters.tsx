// The filters of the list: conditions as chips, and those that are used most as fields.
import { go, placeWith } from '../../app/place.ts';
import { textOf, useFormOfAddress } from '../../parts/form-of-address.ts';

export function Filters({ query }: { readonly query: string }) {
  const form = useFormOfAddress(query);
  const view = new URLSearchParams(query);
  const where = view.getAll('where');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = (name: string) => textOf(event, name);
    const condition = text('condition');
    go(
      placeWith({
        ...{ subject: text('subject'), seen: text('seen'), since: text('since') },
        date: text('seen') === null ? null : view.get('date'),
        where: condition === null || where.includes(condition) ? where : [...where, condition],
        page: null,
      }),
    );
  };
  return (
    <search>
      <form ref={form} class="filters" onSubmit={submit}>
        <label>
          Host name, account or URL
          <input name="subject" type="search" autocomplete="off" />
        </label>
        <label>
          Seen
          <select name="seen">
            <option value="">on any day</option>
            <option value="new">first on the newest day</option>
            <option value="gone">no longer</option>
          </select>
        </label>
        <label>
          Since
          <input name="since" type="date" />
        </label>
        <label class="is-wide">
          Condition
          <input
            name="condition"
            placeholder="severity>=high, ip=192.0.2.0/24, type=ntp"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
        </label>
        <button class="main" type="submit">
          Filter
        </button>
      </form>
      {where.length > 0 && (
        <ul class="chips" aria-label="Conditions">
          {where.map((condition) => (
            <li key={condition} class="chip">
              <code>{condition}</code>
              <a
                href={placeWith({ where: where.filter((each) => each !== condition), page: null })}
                aria-label={`Remove ${condition}`}
                // The link goes away with its condition.
                onClick={() => form.current?.querySelector<HTMLElement>('[name=condition]')?.focus()}
              >
                ×
              </a>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}
