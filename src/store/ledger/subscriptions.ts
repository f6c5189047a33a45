// Subscriptions: by which lists of the publisher each report identifier comes, and the SQL that groups reports by them.
import type { Engine } from '../engine/engine.js';

/** Condition: a report's identifier in column `list`, or a subscription that it came by, is the value. */
export const ofList = (column: string, value: string): string =>
  `(${column} = ${value} OR ${column} IN (SELECT list FROM subscriptions WHERE subscription = ${value}))`;

/** Which subscriptions each identifier has come by, in alphabetical order; its own name is left out. */
export async function subscriptionsByList(engine: Engine): Promise<Map<string, string[]>> {
  const rows = await engine.rows<{ list: string; names: string[] }>(
    `SELECT list, arraySort(groupUniqArray(subscription)) AS names FROM subscriptions
     WHERE list != subscription GROUP BY list ORDER BY list`,
  );
  return new Map(rows.map(({ list, names }) => [list, names]));
}
