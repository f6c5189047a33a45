// Brings a store to this version's schema: the declared steps run once, in order, and are never changed once released.
import { SundialError } from '../../domain/errors.js';
import { again, type SchemaStep } from '../../domain/table.js';
import { countStored } from '../counts/count-stored.js';
import type { Engine } from '../engine/engine.js';
import { statementSql } from './create-table.js';
import { replaceTable } from './replace-table.js';
import { STEPS } from './tables.js';

const VERSION_TABLE =
  'CREATE TABLE IF NOT EXISTS migrations (number UInt32, title String) ENGINE = MergeTree ORDER BY number SETTINGS fsync_after_insert = 1, fsync_part_directory = 1';

/** The schema that this version writes. */
export const SCHEMA_VERSION = STEPS.at(-1)!.number;

/** Receives the progress of filling new tables from stored events: the number of events done, and the total. */
export type FillProgress = (events: number, of: number) => void;

/** Fills the tables of a step from the rows of an existing store, in bounded memory; may be killed and called again. */
const FILLS: Readonly<Record<number, (engine: Engine, progress?: FillProgress) => Promise<void>>> = {
  11: countStored,
};

/** The schema of a store; 0 for an empty store. */
export async function schemaVersion(engine: Engine): Promise<number> {
  await engine.run(VERSION_TABLE);
  const [row] = await engine.rows<{ version: number }>('SELECT max(number) AS version FROM migrations');
  return row?.version ?? 0;
}

/** Whether bringing a store of this schema up to date takes a step that a person has to start. */
export function needsGuide(found: number): boolean {
  return found > 0 && STEPS.some((step) => step.guided && step.number > found);
}

/** How `migrate` treats a step that a person has to start. */
export type Guidance = 'refuse' | 'begin';

export interface MigrateOptions {
  /**
   * `begin` runs the statements of all steps from the first guided one on without recording them as done; `endGuided`
   * records them.
   */
  readonly guidance?: Guidance | undefined;
  readonly progress?: FillProgress | undefined;
}

/**
 * Brings a store to this version's schema. All statements can be repeated, so a kill at any point does no harm.
 *
 * @param where the store's folder or URL, for messages
 * @throws SundialError `store-newer`, `store-migration-needed`
 */
export async function migrate(
  engine: Engine,
  where: string,
  { guidance = 'refuse', progress }: MigrateOptions = {},
): Promise<void> {
  const found = await schemaVersion(engine);
  if (found > SCHEMA_VERSION)
    throw new SundialError('store-newer', { folder: where, found, known: SCHEMA_VERSION });
  const holdsReports = needsGuide(found) && (await hasReports(engine));
  if (holdsReports && guidance === 'refuse')
    throw new SundialError('store-migration-needed', { folder: where });
  let isPending = false;
  for (const step of STEPS) {
    if (step.number <= found) continue;
    for (const statement of step.statements) await engine.run(statementSql(statement));
    isPending ||= holdsReports && step.guided === true;
    if (!isPending) await complete(engine, step, found, progress);
  }
}

/** Records that the guided steps, and those after them, are done. */
export async function endGuided(engine: Engine, progress?: FillProgress): Promise<void> {
  const found = await schemaVersion(engine);
  for (const step of STEPS) if (step.number > found) await complete(engine, step, found, progress);
}

/** Records a step as done. @param found the schema before; an empty store has no rows from which to fill tables */
async function complete(
  engine: Engine,
  { number, title, replaces, views = [] }: SchemaStep,
  found: number,
  progress?: FillProgress,
): Promise<void> {
  if (replaces) await replaceTable(engine, replaces);
  for (const statement of views.flatMap(again)) await engine.run(statementSql(statement));
  if (found > 0) await FILLS[number]?.(engine, progress);
  await engine.insert('migrations', [{ number, title }]);
}

async function hasReports(engine: Engine): Promise<boolean> {
  const [row] = await engine.rows<{ loads: number }>('SELECT count() AS loads FROM ledger');
  return row!.loads > 0;
}
