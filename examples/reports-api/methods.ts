// The answers of each method of the Reports API, as described on the publisher's pages; each rule names its page.
import { addDays, dateOf } from '../../src/domain/days.js';
import { eventsOf, idOf, type OfferedReport } from './reports.js';

/** The data of the methods. */
export interface Offer {
  readonly reports: readonly OfferedReport[];
  readonly key: string;
  readonly now: Date;
  /** Ids change whenever this value does. */
  readonly salt: string;
}

/** An answer with its status. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

type Request = Readonly<Record<string, unknown>>;
type Method = (request: Request, offer: Offer) => unknown;

/** "array of up to 1,000 matching records" (wiki, "API: Reports Query", reports/list). */
const MOST_RECORDS = 1_000;

const METHODS: Readonly<Record<string, Method>> = {
  // api_utils, README: the answer of test/ping is {"pong": "2020-10-26 23:06:37"}.
  'test/ping': (_, { now }) => ({ pong: now.toISOString().slice(0, 19).replace('T', ' ') }),

  // api_utils, issue 10: one object, which repeats the key.
  'key/info': (_, { key }) => [
    {
      query_limit: 1000,
      user: 'demo@example.com',
      status: 'active',
      access: ['reports'],
      query_count: 7,
      apikey: key,
      label: 'demo',
    },
  ],

  // Wiki, reports/subscribed: the names of lists.
  'reports/subscribed': (_, { reports }) => [...new Set(reports.map(({ list }) => list))].sort(),

  // Wiki, reports/types: the names of types, for a date or for all.
  'reports/types': ({ date }, { reports, now }) => [
    ...new Set(reports.filter(ofDates(date, now)).map(({ type }) => type)),
  ],

  'reports/list': (request, { reports, now, salt }) =>
    reports
      .filter(ofDates(request.date, now))
      .filter(ofNames(request.reports, ({ list }) => list))
      // Wiki: "type" is a single name; report-manager.py also sends "types", several names.
      .filter(ofNames(request.type, ({ type }) => type))
      .filter(ofNames(request.types, ({ type }) => type))
      .slice(0, limitOf(request.limit))
      .map((report) => ({
        id: idOf(report, salt),
        type: report.type,
        report: `${report.list}@shadowserver.org`,
        file: report.file,
        timestamp: report.date,
      })),

  // Wiki, reports/stats: a table whose first row names its columns; the default is the previous day.
  'reports/stats': (request, { reports, now }) => {
    const yesterday = addDays(dateOf(now), -1);
    const chosen = reports
      .filter(ofDates(request.date ?? yesterday, now))
      .filter(ofNames(request.report, ({ list }) => list))
      .filter(ofNames(request.type, ({ type }) => type));
    const counts = new Map<string, number>();
    for (const report of chosen) {
      const key = JSON.stringify([report.date, report.type]);
      counts.set(key, (counts.get(key) ?? 0) + eventsOf(report));
    }
    const rows = [...counts].map(([key, events]) => [...(JSON.parse(key) as [string, string]), events]);
    return [['date', 'type', 'events'], ...rows];
  },

  'reports/schema': ({ type }) => ({ title: String(type), type: 'object', properties: {} }),
  'reports/device-info': () => [],

  // Wiki, reports/query: "help" lists fields; a query has to match one of the organisation's filters.
  'reports/query': ({ help, query }) => {
    if (help) return ['asn', 'geo', 'ip', 'port', 'tag', 'timestamp', 'type'];
    const fields = Object.keys(query ?? {});
    if (!['asn', 'geo', 'ip', 'domain'].some((field) => fields.includes(field)))
      return { error: 'No supported report filters found' };
    return [{ ip: '192.0.2.1', geo: 'ZZ', asn: '64496', port: '443', timestamp: '2026-03-02 00:00:00' }];
  },
};

/** Answers a method. */
export function answerTo(method: string, request: Request, offer: Offer): Answer {
  const named = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  // OpenCTI connectors, issue 4973: reports/download answers 404 since 2025-10-10, like an unknown method.
  if (!named) return { status: 404, json: { error: 'Not found' } };
  return { status: 200, json: named(request, offer) };
}

type Test = (report: OfferedReport) => boolean;

/** Wiki: a date, a range, or days before now: `-3:now`. */
function ofDates(asked: unknown, now: Date): Test {
  if (typeof asked !== 'string') return () => true;
  const [first, last = first] = asked.split(':').map((text) => dayOf(text, now));
  return ({ date }) => date >= first! && date <= last!;
}

function dayOf(text: string, now: Date): string {
  if (text === 'now') return dateOf(now);
  if (!/^-\d+$/.test(text)) return text;
  return addDays(dateOf(now), Number(text));
}

/** One name or several; `-` and `_` mean the same (api_utils, issue 5). */
function ofNames(asked: unknown, nameOf: (report: OfferedReport) => string): Test {
  if (asked === undefined) return () => true;
  const plain = (name: unknown) => String(name).replaceAll('-', '_');
  const names = new Set((Array.isArray(asked) ? asked : [asked]).map(plain));
  return (report) => names.has(plain(nameOf(report)));
}

function limitOf(asked: unknown): number {
  return typeof asked === 'number' && asked > 0 ? Math.min(asked, MOST_RECORDS) : MOST_RECORDS;
}
