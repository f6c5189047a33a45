// The state of the inbox as a list that is worked through by keyboard: the current row, and those that are selected.
import { signal } from '@preact/signals';

/** The id of the row that has the focus or had it last; kept while other pages are shown. */
export const current = signal<string | undefined>(undefined);
export const selected = signal<ReadonlySet<string>>(new Set());

export function toggle(ids: readonly string[], isOn = !ids.every((id) => selected.value.has(id))): void {
  const next = new Set(selected.value);
  for (const id of ids) {
    if (isOn) next.add(id);
    else next.delete(id);
  }
  selected.value = next;
}

/**
 * The row to go to from another one.
 *
 * @param ids the rows in their order
 * @param by how many rows further; negative = back
 */
export function rowFrom(ids: readonly string[], id: string | undefined, by: number): string | undefined {
  const at = id === undefined ? -1 : ids.indexOf(id);
  return ids[Math.max(0, Math.min(ids.length - 1, at < 0 ? 0 : at + by))];
}

/** The row that follows when some rows leave the list: the next one that stays, else the one before. */
export function rowAfter(
  ids: readonly string[],
  leaving: ReadonlySet<string>,
  id: string | undefined,
): string | undefined {
  const at = Math.max(0, id === undefined ? 0 : ids.indexOf(id));
  const stays = (each: string) => !leaving.has(each);
  return ids.slice(at).find(stays) ?? ids.slice(0, at).findLast(stays);
}
