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
  const bad: BadPart[] = [];
  for (const { name } of tables)
    bad.push(...(await checkTable(engine, name)), ...(await checkPatches(engine, name)));
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

/** CHECK TABLE skips patches, so the partitions that they change are read in full. */
async function checkPatches(engine: Asked, table: string): Promise<BadPart[]> {
  const patches = await engine.rows<{ part: string; partition: string }>(
    `SELECT name AS part, replaceRegexpOne(partition_id, '^patch-[0-9a-f]+-', '') AS partition FROM system.parts
     WHERE database = currentDatabase() AND table = {table:String} AND active AND startsWith(name, 'patch-')
     ORDER BY part`,
    { table },
  );
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
