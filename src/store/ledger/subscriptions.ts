// Subscriptions: the publisher's lists that deliver each report identifier, and SQL that groups reports by subscription.
import type { Engine } from '../engine/engine.js';

/** SQL condition that a report's identifier in column `list`, or one of its subscriptions, equals the value. */
export const ofList = (column: string, value: string): string =>
  `(${column} = ${value} OR ${column} IN (SELECT list FROM subscriptions WHERE subscription = ${value}))`;

/** The subscriptions that have delivered each identifier, in alphabetical order, without the identifier's own name. */
export async function subscriptionsByList(engine: Engine): Promise<Map<string, string[]>> {
  const rows = await engine.rows<{ list: string; names: string[] }>(
    `SELECT list, arraySort(groupUniqArray(subscription)) AS names FROM subscriptions
     WHERE list != subscription GROUP BY list ORDER BY list`,
  );
  return new Map(rows.map(({ list, names }) => [list, names]));
}
