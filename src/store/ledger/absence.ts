// Determines the days on which a finding could have been reported but was absent: days closed for its list and type.
import type { Bound } from '../events/subject.js';

/** How often types are issued, which determines what an absent report means. */
export type Cadences = Readonly<Record<string, 'daily' | 'sporadic' | 'once'>>;

/**
 * SQL of the closed days up to a date, one row per (identifier, type) with columns `list`, `report_type` and the array
 * `closed` (docs/explanation/findings.md). Here a list means all subscriptions of the identifier
 * together, so that a change from mail to the API neither closes nor opens a day:
 *
 * - daily types: every day up to their newest report, and later days for which the list delivered any other report, or
 *   was read to its end, with that type requested, when nothing more was expected (decisions.md#closed-days);
 * - sporadic types: days of their own reports only, because an absent report proves nothing;
 * - types issued once: none.
 *
 * Of these days, `arrived` holds those with a report of the type, and `heard` is the last day with any report of the list.
 *
 * A day whose report of that type arrived but could not be loaded is open, because the report's content is unknown.
 */
export function closedDays(date: string, cadences: Cadences): Bound {
  const named = (cadence: string) => Object.keys(cadences).filter((type) => cadences[type] === cadence);
  return {
    sql: `
      SELECT own.list AS list, own.report_type AS report_type,
        if(report_type IN {daily:Array(String)},
          arrayFilter(day -> NOT has(broken.days, day), arrayDistinct(arrayConcat(
            arrayMap(number -> arrayMin(own.days) + number, range(toUInt32(arrayMax(own.days) - arrayMin(own.days)) + 1)),
            arrayFilter(day -> day > arrayMax(own.days), every.days),
            arrayMap(reading -> reading.1, arrayFilter(reading -> reading.1 > arrayMax(own.days)
              AND (empty(reading.2) OR has(reading.2, report_type)) AND NOT has(reading.3, report_type), read.days))))),
          own.days) AS closed,
        own.days AS arrived, arrayMax(arrayConcat(every.days, arrayMap(reading -> reading.1, read.days))) AS heard
      FROM (
        SELECT list, toString(report_type) AS report_type, groupUniqArray(report_date) AS days FROM reports
        WHERE state = 'live' AND report_date <= {date:Date} AND report_type NOT IN {once:Array(String)}
        GROUP BY list, report_type) AS own
      INNER JOIN (
        SELECT subscriptions.list AS list, groupUniqArrayArray(heard.days) AS days
        FROM subscriptions INNER JOIN (
          SELECT subscription, groupUniqArray(report_date) AS days
          FROM (SELECT list, report_date FROM reports WHERE state = 'live' AND report_date <= {date:Date}) AS report
          INNER JOIN subscriptions ON report.list = subscriptions.list GROUP BY subscription) AS heard
        ON subscriptions.subscription = heard.subscription GROUP BY list) AS every ON own.list = every.list
      LEFT JOIN (
        SELECT subscriptions.list AS list, groupArray((report_date, types::Array(String), excluded::Array(String))) AS days
        FROM subscriptions INNER JOIN (
          SELECT list AS name, report_date, types, excluded FROM day_reads
          WHERE settled = 1 AND report_date <= {date:Date}) AS day_read
        ON subscriptions.subscription = day_read.name GROUP BY list) AS read ON own.list = read.list
      LEFT JOIN (
        SELECT list, toString(report_type) AS report_type, groupUniqArray(report_date) AS days FROM deliveries
        WHERE outcome = 'failed' AND report_type != ''
          AND (list, toString(report_type), report_date) NOT IN (
            SELECT list, toString(report_type), report_date FROM reports WHERE state = 'live')
        GROUP BY list, report_type) AS broken
      ON own.list = broken.list AND own.report_type = broken.report_type`,
    values: { date, daily: named('daily'), once: named('once') },
  };
}
