// Checks the limits of outputs on the markings of events: what each permits, and how many events it has withheld.
import type { TableReader } from '../store/index.js';
import { counted } from '../text/index.js';
import { type Finding, ok } from './check.js';

/** An output that sends events up to a level of marking. */
export interface LimitedOutput {
  readonly name: string;
  readonly maxTlp: string;
  /** Reads the number of withheld events in what the output remembers. */
  readonly withheldIn: (memo: string) => number;
}

export async function markingsFinding(
  tables: TableReader,
  limited: readonly LimitedOutput[],
): Promise<Finding> {
  if (limited.length === 0) return ok('no output has max_tlp, so all send events of every marking');
  const rows = await tables.rows<{ name: string; memo: string }>(
    'SELECT toString(name) AS name, argMax(memo, version) AS memo FROM consumers GROUP BY name',
  );
  const memos = new Map(rows.map(({ name, memo }) => [name, memo]));
  const each = limited.map(({ name, maxTlp, withheldIn }) => {
    const withheld = withheldIn(memos.get(name) ?? '');
    return `${name} sends up to TLP:${maxTlp} and has withheld ${counted(withheld, 'event')} so far`;
  });
  return ok(each.join('; '));
}
