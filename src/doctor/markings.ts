// Checks the limits of outputs on the markings of events: what each permits, and how many events it has withheld.
import { mostTlp } from '../constituents/index.js';
import { lowestTlp, type Tlp } from '../domain/tlp.js';
import type { TableReader } from '../store/index.js';
import { counted } from '../text/index.js';
import { type Finding, ok } from './check.js';

/** The markings of events that an output sends. */
export interface OutputMarkings {
  readonly name: string;
  /** The highest level by its own options; undefined = no limit. */
  readonly own: Tlp | undefined;
  /** Ids of the constituents to which it is limited; what they may get is a limit too. */
  readonly constituents: readonly string[];
  /** Reads the number of withheld events in what the output remembers. */
  readonly withheldIn: (memo: string) => number;
}

export async function markingsFinding(
  tables: TableReader,
  outputs: readonly OutputMarkings[],
): Promise<Finding> {
  const rows = await tables.rows<{ name: string; memo: string }>(
    'SELECT toString(name) AS name, argMax(memo, version) AS memo FROM consumers GROUP BY name',
  );
  const memos = new Map(rows.map(({ name, memo }) => [name, memo]));
  const found: string[] = [];
  for (const { name, own, constituents, withheldIn } of outputs) {
    const most = lowestTlp([own, await mostTlp(tables, constituents)]);
    if (most === undefined) continue;
    const withheld = counted(withheldIn(memos.get(name) ?? ''), 'event');
    found.push(`${name} sends up to TLP:${most.toUpperCase()} and has withheld ${withheld} so far`);
  }
  return ok(found.join('; ') || 'no output has a limit, so all send events of every marking');
}
