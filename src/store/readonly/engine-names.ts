// Asks the engine which of its names are functions, so that none of them passes as the name of a column.
import type { Engine } from '../engine/engine.js';

/** Names in lower case: the engine takes some of them in any case. */
export interface EngineNames {
  readonly functions: ReadonlySet<string>;
  /** Functions that take another one by its name: `arrayMap(file, ['/etc/passwd'])` reads a file. */
  readonly higherOrder: ReadonlySet<string>;
}

const known = new WeakMap<Engine, Promise<EngineNames>>();

/** The engine's names, asked for once. */
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
