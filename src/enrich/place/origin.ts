// Where a table comes from: its kind of place, its shown form, and its bytes as they come.

/** Bytes as they come, and what to remember about them. */
export interface RawTable {
  readonly bytes: AsyncIterable<Buffer>;
  readonly memory: Readonly<Record<string, string>>;
}

/** Whether a table comes from a server. */
export const isAddress = (from: string): boolean => /^https?:\/\//i.test(from);

/** A place in the form to show and store: an address without its query and user, which may hold secrets. */
export function shownOrigin(from: string): string {
  if (!isAddress(from)) return from;
  if (!URL.canParse(from)) return 'the address';
  const { origin, pathname } = new URL(from);
  return `${origin}${pathname}`;
}
