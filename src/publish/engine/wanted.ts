// The messages that an output wants, from the keys of its entry: kinds, conditions, fields, and a start.
import { addDays, dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import { CARRIED, type Carried, type OutputEntry } from '../../domain/output-entry.js';
import type { Tlp } from '../../domain/tlp.js';
import { addCondition, type FeedRequest, parseQuery } from '../../query/index.js';
import { mostTlpOf, type OutputKind } from '../declaration.js';
import { OUTPUT_OPTIONS } from '../options.js';

export interface Wanted extends FeedRequest {
  readonly carries: ReadonlySet<Carried>;
  /** Names of report types; none = all. */
  readonly types: readonly string[];
  /** Ids of constituents to whose events the output is limited; none = all events. */
  readonly constituents: readonly string[];
  /** The highest level of marking to send by the output alone, whatever its constituents may get; undefined = no limit. */
  readonly maxTlp: Tlp | undefined;
  /** The stored data with which a new output begins: all, none, or the report dates of some days up to today. */
  readonly start: 'all' | 'now' | number;
}

/** @throws SundialError `output-setting`, `query-invalid` */
export function wantedOf(entry: OutputEntry, kind: OutputKind): Wanted {
  const { name, keys, values } = entry;
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  const carries = keys.carries.map((word) => carriedOf(word, kind, refuse));
  if (keys.constituents.length > 0) refuseOthers(carries, 'an output for constituents', refuse);
  const maxTlp = mostTlpOf(kind, entry);
  if (maxTlp) refuseOthers(carries, 'an output with max_tlp', refuse);
  const fields = keys.fields.length > 0 ? keys.fields : kind.fields;
  const query: Record<string, string[]> = {};
  for (const condition of keys.filter) addCondition(query, condition);
  return {
    carries: new Set(carries.length > 0 ? carries : kind.carries.slice(0, 1)),
    types: keys.types,
    constituents: keys.constituents,
    maxTlp,
    conditions: parseQuery({
      ...(keys.filter.length > 0 && { query }),
      ...(keys.lists.length > 0 && { report: keys.lists }),
    }),
    fields,
    start: keys.start === OUTPUT_OPTIONS.start.default ? firstOf(values, kind) : startOf(keys.start, refuse),
  };
}

type Refuse = (key: string, problem: string, expected: string) => SundialError;

function carriedOf(word: string, kind: OutputKind, refuse: Refuse): Carried {
  const found = CARRIED.find((each) => each === word);
  const expected = `some of ${kind.carries.join(', ')}`;
  if (!found) throw refuse('carries', `names "${word}"${didYouMean(word, CARRIED)}`, expected);
  if (!kind.carries.includes(found))
    throw refuse('carries', `names ${found}, which outputs of kind ${kind.kind} do not send`, expected);
  return found;
}

/** The stored data with which an output begins whose entry does not say so. */
function firstOf(values: OutputEntry['values'], { firstDays }: OutputKind): Wanted['start'] {
  return firstDays === undefined ? 'all' : Number(values[firstDays]);
}

/** Findings and notices state facts about days and reports of others as well. */
function refuseOthers(carries: readonly Carried[], output: string, refuse: Refuse): void {
  const other = carries.find((one) => one !== 'events');
  if (other) throw refuse('carries', `names ${other}, which ${output} does not send`, 'events');
}

function startOf(text: string, refuse: Refuse): Wanted['start'] {
  const word = text.trim().toLowerCase();
  if (word === 'all' || word === 'now') return word;
  const days = /^(\d{1,5})( days?)?$/.exec(word)?.[1];
  if (days === undefined || Number(days) === 0)
    throw refuse('start', 'is none of its values', 'all, now, or a number of days such as 30');
  return Number(days);
}

/** The earliest and the latest report date of the engine. */
export const EVER = { since: '1970-01-01', until: '2149-06-05' } as const;

/** The first report date that a start means; undefined = nothing that is stored. */
export function sinceOf(start: Wanted['start'], now: Date): string | undefined {
  if (start === 'now') return undefined;
  return start === 'all' ? EVER.since : addDays(dateOf(now), 1 - start);
}
