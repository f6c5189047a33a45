// Compares IntelMQ events with those that IntelMQ's own parser made of the sample reports beside the checkout.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventsOfCsv } from '../../publish/testing/events.js';
import { CORPUS_MISSING, sharedData } from '../../records/testing/corpus.js';
import type { RecordWriter } from '../record-format.js';
import type { DataFormat } from './fields.js';
import { openIntelmq } from './open.js';
import { publishedRules } from './published.js';
import type { Rule } from './rule.js';
import { shippedRules, type TypeRules } from './rules.js';
import { reasonOfEarlier } from './testing/earlier-parser.js';
import { cellsOfRaw } from './testing/raw.js';

type Fields = Record<string, unknown>;
interface Case {
  readonly name: string;
  readonly type: string;
  readonly csv: string;
  readonly events: readonly Fields[];
}
interface Difference {
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly reason: string;
}

/** Fields that say how the expected events were made: the clock, and a file name given by hand. */
const IGNORED: ReadonlySet<string> = new Set(['time.observation', 'extra.file_name', '__type']);

const catalogue = loadCatalogue();
const corpus = sharedData('corpus');
const golden = sharedData('golden');

const json = <T>(...parts: string[]) => JSON.parse(readFileSync(path.join(...parts), 'utf8')) as T;

function corpusCases(made: 'schema-2026-03' | 'at-revision'): Case[] {
  const folder = path.join(corpus!, 'expected-intelmq', made);
  return readdirSync(folder).map((file) => {
    const { type, csv, events } = json<{ type: string; csv: string; events: Fields[] }>(folder, file);
    return { name: file, type, csv: readFileSync(path.join(corpus!, csv), 'utf8'), events };
  });
}

function goldenCases(file: string): Case[] {
  type Vector = { type: string; input_csv: string; events: Fields[] };
  return json<Vector[]>(golden!, 'intelmq', file).map(({ type, input_csv: csv, events }, at) => ({
    ...{ name: `${file} ${at}`, type, csv, events },
  }));
}

/** The reason for which a field of a type may differ; '' = there is none. */
type ReasonOf = (type: string, field: string) => string;

function differencesOf(
  { type, csv, events: wanted }: Case,
  write: RecordWriter,
  reasonOf: ReasonOf,
): Difference[][] {
  const events = eventsOfCsv(csv, { type, date: '2026-01-15' });
  return wanted.map((expected, at) =>
    differences(expected, JSON.parse(write(events[at]!)) as Fields, (field) => reasonOf(type, field)),
  );
}

function differences(expected: Fields, actual: Fields, reasonOf: (field: string) => string): Difference[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((field): Difference[] => {
    if (IGNORED.has(field) || expected[field] === actual[field]) return [];
    if (field === 'raw' && !Object.hasOwn(expected, 'raw')) return [];
    const isSameRow = field === 'raw' && isDeepStrictEqual(cellsOfRaw(expected.raw), cellsOfRaw(actual.raw));
    const reason = isSameRow
      ? 'an event does not say which cells had quotes; all cells are the same'
      : reasonOf(field);
    return [{ field, expected: expected[field], actual: actual[field], reason }];
  });
}

interface Comparison {
  readonly version: DataFormat;
  readonly map?: string;
  readonly reasonOf?: ReasonOf;
}

async function compare(
  title: string,
  cases: readonly Case[],
  { version, map = '', reasonOf = () => '' }: Comparison,
): Promise<void> {
  const clock = () => new Date('2015-01-01T00:00:00Z');
  const write = await openIntelmq('intelmq', version, { catalogue, clock, map, fields: [] });
  const all = cases.flatMap((one) => differencesOf(one, write, reasonOf));
  const explained = all.filter((found) => found.every(({ reason }) => reason !== '')).length;
  const wanted = cases.flatMap(({ events }) => events).flatMap(Object.keys);
  const fields = wanted.filter((field) => !IGNORED.has(field)).length;
  const unequal = all.flat().filter(({ expected }) => expected !== undefined).length;
  const reasons = new Map<string, number>();
  for (const { field, reason } of all.flat()) {
    const text = `${field}: ${reason}`;
    reasons.set(text, (reasons.get(text) ?? 0) + 1);
  }
  const listed = [...reasons].map(([text, events]) => `\n  ${text} (${events} events)`).join('');
  console.log(
    `${title}: ${fields - unequal} of ${fields} fields are equal; ${explained} of ${all.length} events of ${cases.length} reports have no difference but these:${listed || ' none'}`,
  );
  expect(all.flat().filter(({ reason }) => reason === '')).toEqual([]);
  expect(all.length).toBeGreaterThan(0);
}

describe.skipIf(!corpus || !golden)(`IntelMQ events (${CORPUS_MISSING})`, () => {
  const map = path.join(sharedData('schema') ?? '', 'intelmq.json');

  it('are those of the corpus', () => compare('corpus', corpusCases('schema-2026-03'), { version: '3.5' }));
  it('are those of the corpus, by the map of the publisher', () =>
    compare("corpus, publisher's map", corpusCases('schema-2026-03'), { version: '3.5', map }));
  it('are those of an earlier parser', () =>
    compare('at-revision', corpusCases('at-revision'), { version: '3.5', reasonOf: reasonOfEarlier }));
  it('are the vectors of data format 3.5', () =>
    compare('3.5', goldenCases('idf35.json'), { version: '3.5' }));
  it('are the vectors of earlier data formats', () =>
    compare('3.4', goldenCases('idf34.json'), { version: '3.4' }));
});

/** The constants of a type, and the defaults that the publisher's map has as constants. */
const constantsOf = ({ constants, defaults }: TypeRules, theirs: TypeRules) => ({
  ...Object.fromEntries(Object.entries(defaults).filter(([field]) => Object.hasOwn(theirs.constants, field))),
  ...constants,
});
/** IntelMQ puts protocols in lower case. */
const lowered = (values: TypeRules['constants']) =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, String(value).toLowerCase()]));

/** Two rules for one field are one rule, the last, as in IntelMQ. */
const effective = (rules: readonly Rule[] = []) => Object.fromEntries(rules);

it.skipIf(!sharedData('schema'))(
  `has the rules of the publisher's map for every type (${CORPUS_MISSING})`,
  () => {
    const content = json<Record<string, { file_name: string }>>(sharedData('schema')!, 'intelmq.json');
    const shipped = shippedRules(catalogue);
    const book = publishedRules(content, { format: 'intelmq', file: 'intelmq.json', shipped });
    const types = Object.values(content).flatMap(({ file_name }) => file_name ?? []);
    const unequal = types.flatMap((type) => {
      const [ours, theirs] = [shipped(type), book(type)];
      const columns = catalogue.describe(type).columns;
      const same =
        ours.feed === theirs.feed &&
        ours.documentation === theirs.documentation &&
        isDeepStrictEqual(constantsOf(ours, theirs), lowered(theirs.constants)) &&
        columns.every((column) =>
          isDeepStrictEqual(effective(ours.ofColumn(column)), effective(theirs.ofColumn(column))),
        );
      return same ? [] : [type];
    });
    expect(unequal).toEqual([]);
    console.log(`rules: ${types.length} of ${types.length} report types have those of the publisher's map`);
  },
);
