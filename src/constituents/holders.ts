// Finds the constituents to which events belong on a report date, by the facts that the events themselves state.
import type { FeedSubject } from '../query/index.js';
import type { TableReader } from '../store/index.js';
import { membershipsOf } from './matching.js';

const SUBJECTS = `SELECT row.1 AS number, {date:Date} AS date, {type:String} AS type, row.2 AS subject_kind,
    toIPv6(row.3) AS subject_first, toIPv6(row.4) AS subject_last, unhex(row.5) AS subject_text,
    unhex(row.6) AS hostname, row.7 AS asn, row.8 AS country, row.9 AS severity
  FROM (SELECT arrayJoin(arrayZip(arrayEnumerate({kinds:Array(String)}), {kinds:Array(String)},
    {firsts:Array(String)}, {lasts:Array(String)}, {texts:Array(String)}, {hostnames:Array(String)},
    {asns:Array(UInt32)}, {countries:Array(String)}, {severities:Array(String)})) AS row)`;

/**
 * The ids of the constituents whose scope contains each of some events of one type and date, in the order of ids.
 *
 * @throws SundialError `query-memory`, `query-failed`
 */
export async function holdersOf(
  tables: Pick<TableReader, 'rows'>,
  slice: { readonly type: string; readonly date: string },
  subjects: readonly FeedSubject[],
): Promise<string[][]> {
  if (subjects.length === 0) return [];
  const found = await tables.rows<{ number: number; ids: string[] }>(
    `SELECT number, arraySort(groupUniqArray(id)) AS ids FROM (${membershipsOf(SUBJECTS, 'limited')}) GROUP BY number`,
    {
      ...{ type: slice.type, date: slice.date },
      kinds: subjects.map(({ kind }) => kind),
      firsts: subjects.map(({ first }) => first),
      lasts: subjects.map(({ last }) => last),
      texts: subjects.map(({ text }) => text),
      hostnames: subjects.map(({ hostname }) => hostname),
      asns: subjects.map(({ asn }) => asn),
      countries: subjects.map(({ country }) => country),
      severities: subjects.map(({ severity }) => severity),
    },
  );
  const byNumber = new Map(found.map(({ number, ids }) => [number, ids]));
  return subjects.map((_, at) => byNumber.get(at + 1) ?? []);
}
