// The SQL condition that an event is marked with a level of the Traffic Light Protocol up to a limit.
import { TLP, TLP_COLUMN, type TlpLimit } from '../../domain/tlp.js';
import type { StoreFacts } from '../../store/index.js';
import type { Statement } from '../language/compile.js';

/** Levels as reports may write them, after the prefix and in lower case, with their ranks. */
const WRITTEN: readonly (readonly [text: string, rank: number])[] = [
  ...TLP.map((level, rank) => [level, rank] as const),
  ...([['white', 0] as const, ['amber-strict', 3] as const, ['amber strict', 3] as const] as const),
];
/** A text that is no level counts as more than any. */
const UNREADABLE = TLP.length;

/** The condition; undefined if no event can be above the limit. If several columns mark a row, the highest level counts. */
export function withinTlp(
  statement: Statement,
  { columns }: Pick<StoreFacts, 'columns'>,
  { most, unmarked }: TlpLimit,
): string | undefined {
  const limit = TLP.indexOf(most);
  // -1 = within every limit.
  const ofUnmarked = unmarked === undefined ? -1 : TLP.indexOf(unmarked);
  const names = new Set(columns.map(({ name }) => name).filter((name) => name.toLowerCase() === TLP_COLUMN));
  if (names.size === 0) return ofUnmarked <= limit ? undefined : '0';
  const ranks = [...names].map((name) => rankOf(statement.column(name).sql));
  const marked = ranks.length === 1 ? ranks[0]! : `greatest(${ranks.join(', ')})`;
  return `if(${marked} = -1, ${ofUnmarked}, ${marked}) <= ${limit}`;
}

/** The rank of a cell as an Int16; -1 if it is empty. */
function rankOf(cell: string): string {
  const text = `replaceRegexpOne(lower(trimBoth(${cell})), '^tlp:? *', '')`;
  const texts = ["''", ...WRITTEN.map(([written]) => `'${written}'`)];
  const ranks = [-1, ...WRITTEN.map(([, rank]) => rank)];
  return `transform(${text}, [${texts.join(', ')}], CAST([${ranks.join(', ')}] AS Array(Int16)), toInt16(${UNREADABLE}))`;
}
