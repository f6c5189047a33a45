// Notes the patches that rows depend on, and detects those that have disappeared: a patch marks rows as removed, or as
// copies that do not count, so that a store without it counts too many rows.
import type { ActivePart } from './active-parts.js';
import { covers, isPatch, parsePartName } from './part-name.js';

/** A patch that changes rows of parts which do not contain its changes yet. */
export interface NeededPatch {
  readonly table: string;
  readonly name: string;
  /** The number of the change; parts with a lower one get the change from the patch. */
  readonly version: number;
}

/** The patches that a store needs now; those that are merged into all parts may be removed at any time. */
export function neededPatches(parts: readonly ActivePart[]): NeededPatch[] {
  const isNeeded = needOf(parts);
  return parts
    .filter(({ name }) => isPatch(name))
    .map(({ table, name, version }) => ({ table, name, version }))
    .filter(isNeeded);
}

/** The noted patches that are gone although parts do not contain their changes, as table/patch. */
export function lostPatches(parts: readonly ActivePart[], noted: readonly NeededPatch[]): string[] {
  const isNeeded = needOf(parts);
  const patches = parts.filter(({ name }) => isPatch(name));
  return noted
    .filter((patch) => !patches.some((each) => stands(each, patch)) && isNeeded(patch))
    .map(({ table, name }) => `${table}/${name}`);
}

/** Tells whether rows of a patch's partition are older than its change. */
function needOf(parts: readonly ActivePart[]): (patch: NeededPatch) => boolean {
  const oldest = new Map<string, number>();
  for (const { table, name, partition, version } of parts) {
    if (isPatch(name)) continue;
    const place = `${table}/${partition}`;
    oldest.set(place, Math.min(version, oldest.get(place) ?? version));
  }
  return ({ table, name, version }) => {
    const found = oldest.get(`${table}/${changedPartition(name)}`);
    return found !== undefined && found < version;
  };
}

/** Whether an active patch is the noted one, or was merged from it. */
function stands(active: { readonly table: string; readonly name: string }, noted: NeededPatch): boolean {
  if (active.table !== noted.table) return false;
  if (active.name === noted.name) return true;
  const [part, wanted] = [parsePartName(active.name), parsePartName(noted.name)];
  return part !== undefined && wanted !== undefined && covers(part, wanted);
}

/** The partition whose rows a patch changes; a patch's own partition has a prefix. */
const changedPartition = (name: string): string | undefined =>
  parsePartName(name)?.partition.replace(/^patch-[0-9a-f]+-/, '');
