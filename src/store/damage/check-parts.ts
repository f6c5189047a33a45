// Reads every part of a store and verifies its checksums, to find damage that opening the store does not notice.
import type { Engine } from '../engine/engine.js';

/** A part whose content does not match its checksums. */
export interface BadPart {
  readonly table: string;
  /** Empty if the engine does not name the part. */
  readonly part: string;
  readonly problem: string;
}

type Asked = Pick<Engine, 'rows'>;

/** Checks all parts of all tables, which takes as long as reading the store once. */
export async function checkParts(engine: Asked): Promise<BadPart[]> {
  const tables = await engine.rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
  );
  const patches = await activePatches(engine);
  const bad: BadPart[] = [];
  for (const { name } of tables) {
    const own = patches.filter(({ table }) => table === name);
    bad.push(...(await checkTable(engine, name)), ...(await checkPatches(engine, name, own)));
  }
  return bad;
}

async function checkTable(engine: Asked, table: string): Promise<BadPart[]> {
  const rows = await engine.rows<{ part_path: string; is_passed: number; message: string }>(
    `CHECK TABLE ${table} SETTINGS check_query_single_value_result = 0`,
  );
  return rows
    .filter(({ is_passed }) => !is_passed)
    .map(({ part_path: part, message: problem }) => ({ table, part, problem: firstSentence(problem) }));
}

interface Patch {
  readonly table: string;
  readonly part: string;
  /** The partition that the patch changes. */
  readonly partition: string;
}

/** All patches, in one statement: a query of the parts takes longer than the check of a small table. */
async function activePatches(engine: Asked): Promise<Patch[]> {
  return engine.rows<Patch>(
    `SELECT table, name AS part, replaceRegexpOne(partition_id, '^patch-[0-9a-f]+-', '') AS partition FROM system.parts
     WHERE database = currentDatabase() AND active AND startsWith(name, 'patch-')
     ORDER BY table, part`,
  );
}

/** CHECK TABLE skips patches, so the partitions that they change are read in full. */
async function checkPatches(engine: Asked, table: string, patches: readonly Patch[]): Promise<BadPart[]> {
  const bad: BadPart[] = [];
  for (const partition of new Set(patches.map((patch) => patch.partition))) {
    const problem = await readWhole(engine, table, partition);
    // The engine does not name the broken patch, so all patches of the partition count as broken.
    for (const patch of problem ? patches.filter((each) => each.partition === partition) : [])
      bad.push({ table, part: patch.part, problem });
  }
  return bad;
}

async function readWhole(engine: Asked, table: string, partition: string): Promise<string> {
  try {
    await engine.rows(
      `SELECT count() FROM ${table} WHERE _partition_id = {partition:String} AND NOT ignore(*)`,
      { partition },
    );
    return '';
  } catch (thrown) {
    return firstSentence((thrown as Error).message);
  }
}

const firstSentence = (text: string): string => text.split(/\. |: While |\n/, 1)[0]!.slice(0, 200);
