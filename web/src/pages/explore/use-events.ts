// The events of a view as their parts arrive; those of the view before stay until then.
import { useEffect, useState } from 'preact/hooks';
import { type AnswerOf, askParts, type Refused } from '../../data/request.ts';
import { refusalOf } from '../../data/session.ts';
import { requestOf, type View } from './view.ts';

export type Part<Name extends string> = Extract<AnswerOf<'explore'>, { readonly part: Name }>;
export type EventRow = Part<'rows'>['rows'][number];
export type Facet = Part<'facets'>['facets'][number];

export interface Events {
  readonly rows?: Part<'rows'>;
  readonly count?: Part<'count'>;
  readonly series?: Part<'series'>;
  readonly facets: ReadonlyMap<string, Facet>;
  readonly problems: readonly Part<'problem'>[];
  readonly notes: readonly string[];
}

const NOTHING: Events = { facets: new Map(), problems: [], notes: [] };

/** Events with one more part of their answer. */
export function withPart(events: Events, part: AnswerOf<'explore'>): Events {
  if (part.part === 'facets') {
    const facets = new Map(events.facets);
    for (const facet of part.facets) facets.set(facet.field, facet);
    return { ...events, facets };
  }
  if (part.part === 'problem') return { ...events, problems: [...events.problems, part] };
  if (part.part === 'end') return { ...events, notes: part.notes };
  return { ...events, [part.part]: part };
}

export interface Exploring {
  readonly events: Events;
  readonly isLoading: boolean;
  readonly problem?: Refused | undefined;
  readonly again: () => void;
  /** Asks for the next rows. */
  readonly more: () => void;
}

export function useEvents(view: View): Exploring {
  const key = requestOf(view);
  const [events, setEvents] = useState<Events>(NOTHING);
  const [state, setState] = useState<{ readonly isLoading: boolean; readonly problem?: Refused }>({
    isLoading: true,
  });
  const [tries, setTries] = useState(0);
  const [cursor, setCursor] = useState<{ readonly key: string; readonly after: string }>();
  const follow = (query: string, each: (part: AnswerOf<'explore'>) => void) => {
    const ended = new AbortController();
    const { signal } = ended;
    setState({ isLoading: true });
    askParts('explore', { query, signal }, (part) => !signal.aborted && each(part)).then(
      () => !signal.aborted && setState({ isLoading: false }),
      (thrown: unknown) => !signal.aborted && setState({ isLoading: false, problem: refusalOf(thrown) }),
    );
    return () => ended.abort();
  };
  useEffect(() => {
    setEvents((before) => ({ ...before, problems: [], notes: [] }));
    return follow(key, (part) => setEvents((before) => withPart(before, part)));
  }, [key, tries]);
  useEffect(() => {
    if (cursor?.key !== key) return;
    return follow(requestOf(view, cursor.after), (part) => {
      if (part.part === 'rows') setEvents((before) => withRows(before, part));
    });
  }, [cursor]);
  return {
    ...{ events, ...state },
    again: () => setTries(tries + 1),
    more: () => events.rows?.next && setCursor({ key, after: events.rows.next }),
  };
}

const withRows = (before: Events, part: Part<'rows'>): Events => ({
  ...before,
  rows: { ...part, rows: [...(before.rows?.rows ?? []), ...part.rows] },
});
