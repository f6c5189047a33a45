// Reads the names of the engine's functions, so that none of them is accepted as the name of a column.
import type { Engine } from '../engine/engine.js';

/** Names in lower case, because some of the engine's names are case-insensitive. */
export interface EngineNames {
  readonly functions: ReadonlySet<string>;
  /** Functions that accept another function by name: `arrayMap(file, ['/etc/passwd'])` reads a file. */
  readonly higherOrder: ReadonlySet<string>;
}

const known = new WeakMap<Engine, Promise<EngineNames>>();

/** The engine's names, read once. */
export function engineNames(engine: Engine): Promise<EngineNames> {
  const names = known.get(engine) ?? readNames(engine);
  known.set(engine, names);
  return names;
}

async function readNames(engine: Engine): Promise<EngineNames> {
  const rows = await engine.rows<{ name: string; higher: number }>(
    `SELECT lower(name) AS name, max(ifNull(higher_order, 0)) AS higher FROM system.functions GROUP BY name
     UNION ALL SELECT lower(name), 0 FROM system.table_functions`,
  );
  return {
    functions: new Set(rows.map(({ name }) => name)),
    higherOrder: new Set(rows.filter(({ higher }) => higher === 1).map(({ name }) => name)),
  };
}
