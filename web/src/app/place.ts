// The address of the page, which is the whole state of what it shows, and moving between pages without loading them.
import { signal } from '@preact/signals';

/** The path and query of the address. */
export const place = signal(here());

function here(): string {
  return `${location.pathname}${location.search}`;
}

/**
 * Goes to another page.
 *
 * @param options.replaces whether the browser's "back" leaves the current page out
 * @param options.keepsPlace whether the page stays where it is scrolled to
 */
export function go(to: string, { replaces = false, keepsPlace = false } = {}): void {
  if (replaces) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  place.value = here();
  if (!keepsPlace) window.scrollTo(0, 0);
}

/** The address of the current page with other parameters; null removes one. */
export function placeWith(changes: Readonly<Record<string, string | readonly string[] | null>>): string {
  const { pathname, searchParams } = new URL(place.value, location.origin);
  for (const [name, value] of Object.entries(changes)) {
    searchParams.delete(name);
    for (const each of value === null ? [] : [value].flat()) searchParams.append(name, each);
  }
  const query = searchParams.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
}

/** Lets links within the application change the page without loading it; all others work as always. */
export function followLinks(): void {
  window.addEventListener('popstate', () => {
    place.value = here();
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    const isPlain =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target !== '' || link.getAttribute('href')?.startsWith('#'))
      return;
    event.preventDefault();
    go(`${link.pathname}${link.search}`);
  });
}
