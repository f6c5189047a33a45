// Finds where the texts that a query searches for can occur, so that its statement reads no other columns and loads.
import type { RunOptions, ScopedEvents, TextPlaces } from '../../store/index.js';
import { type CompileContext, Statement } from './compile.js';
import { ALIASES, FIELDS } from './fields.js';
import { readOperand } from './operand.js';
import type { Condition, Query } from './query.js';

/** Looking up more texts takes longer than reading all columns for them. */
const MOST_TEXTS = 8;

type Conditions = Pick<Query, keyof Condition | 'any'>;

/**
 * The places of each searched text, within the types and days of the query. A text is omitted if its places are not
 * known; all columns have to be read then.
 *
 * @throws SundialError `query-invalid`, `type-unknown`, `type-ambiguous`, `query-cancelled`, `query-memory`, `query-failed`
 */
export async function placesOf(
  events: Pick<ScopedEvents, 'textPlaces'>,
  context: Omit<CompileContext, 'places'>,
  query: Conditions,
  { signal }: RunOptions = {},
): Promise<ReadonlyMap<string, TextPlaces>> {
  const texts = searchedTexts(query);
  const places = new Map<string, TextPlaces>();
  if (texts.size === 0 || texts.size > MOST_TEXTS) return places;
  const { where, bindings } = new Statement(context, typesAndDays(query));
  for (const text of texts) {
    const found = await events.textPlaces({ text, condition: where, values: bindings.values, signal });
    if (found) places.set(text, found);
  }
  return places;
}

const fieldOf = (name: string): string => ALIASES[name.toLowerCase()] ?? name.toLowerCase();

function searchedTexts({ any = [], ...condition }: Conditions): Set<string> {
  const values = [condition, ...any].flatMap(({ query = {} }) =>
    Object.entries(query).flatMap(([name, given]) =>
      FIELDS.get(fieldOf(name))?.kind === 'search' ? given : [],
    ),
  );
  return new Set(values.map((value) => readOperand(value, false).text).filter((text) => text !== ''));
}

/** The conditions of a query on types and days, which text lists answer. */
export function typesAndDays({ date, type, types, query = {} }: Conditions): Condition {
  const among = Object.entries(query).filter(([name]) => ['type', 'date'].includes(fieldOf(name)));
  return {
    ...(date !== undefined && { date }),
    ...(type && { type }),
    ...(types && { types }),
    query: Object.fromEntries(among),
  };
}
