// Remembers which page somebody wanted while the browser is at the identity provider.
const KEY = 'sundial-wanted';

export function keepWanted(place: string): void {
  sessionStorage.setItem(KEY, place);
}

/** The page, once; null if there is none. */
export function takeWanted(): string | null {
  const place = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return place;
}
