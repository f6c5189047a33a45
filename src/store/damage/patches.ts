// Notes the patches that rows depend on, and detects those that have disappeared: a patch marks rows as removed, or as
// copies that do not count, so that a store without it counts too many rows.
import type { Engine } from '../engine/engine.js';
import { covers, parsePartName } from './part-name.js';

/** A patch that changes rows of parts which do not contain its changes yet. */
export interface NeededPatch {
  readonly table: string;
  readonly name: string;
  /** The number of the change; parts with a lower one get the change from the patch. */
  readonly version: number;
}

type Asked = Pick<Engine, 'rows'>;

const PARTS = `system.parts
  WHERE database = currentDatabase() AND active AND NOT startsWith(table, 'scratch_')`;

/** The parts of rows with the oldest changes, by table and partition. */
const OLDEST = `SELECT table, partition_id AS partition, min(data_version) AS oldest FROM ${PARTS}
  AND NOT startsWith(name, 'patch-') GROUP BY table, partition`;

const PATCHES = `SELECT table, name, data_version AS version,
    replaceRegexpOne(partition_id, '^patch-[0-9a-f]+-', '') AS partition
  FROM ${PARTS} AND startsWith(name, 'patch-')`;

/** The patches that the store needs now; those that are merged into all parts may go at any time. */
export async function neededPatches(engine: Asked): Promise<NeededPatch[]> {
  return engine.rows<NeededPatch>(
    `SELECT table, name, version FROM (${PATCHES}) AS patch INNER JOIN (${OLDEST}) AS parts
     ON patch.table = parts.table AND patch.partition = parts.partition
     WHERE oldest < version ORDER BY table, name`,
  );
}

/** The noted patches that are gone although parts do not contain their changes, as table/patch. */
export async function lostPatches(engine: Asked, noted: readonly NeededPatch[]): Promise<string[]> {
  if (noted.length === 0) return [];
  const active = await engine.rows<{ table: string; name: string }>(`SELECT table, name FROM (${PATCHES})`);
  const gone = noted.filter((patch) => !active.some((one) => stands(one, patch)));
  if (gone.length === 0) return [];
  const oldest = await engine.rows<{ table: string; partition: string; oldest: number }>(OLDEST);
  const isNeeded = ({ table, name, version }: NeededPatch) =>
    oldest.some(
      (part) => part.table === table && part.partition === changedPartition(name) && part.oldest < version,
    );
  return gone.filter(isNeeded).map(({ table, name }) => `${table}/${name}`);
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
