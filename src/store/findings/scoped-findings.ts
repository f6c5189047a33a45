// SQL of findings under a scope: the maintained ones where nothing is restricted, else what the scope's days add up to.
import { FINDING_KEY_COLUMNS } from '../../domain/finding-columns.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
import { FINDING_ATTRIBUTES } from './tables.js';

/** These never differ between the days of one finding. */
const KEY = ['finding', ...FINDING_KEY_COLUMNS.map(([name]) => name)];
/** Newer days have a higher place; of the loads of one day the latest one says what the finding is now. */
const PLACE = '(day.report_date, day.load)';

/** What a finding's days say together, by the same rules as the maintained findings (`projection-sql.ts`). */
const SUMMED = [
  'min(day.report_date) AS first_seen',
  'max(day.report_date) AS last_seen',
  'toUInt32(uniqExact(day.report_date)) AS days',
  'sum(day.events) AS events',
  'minIf(day.first_at, day.first_at > 0) AS first_at',
  'max(day.last_at) AS last_at',
  'argMax(day.severity, (day.report_date, toInt8(day.severity))) AS severity',
  'max(day.severity) AS highest_severity',
  ...FINDING_ATTRIBUTES.map(([name]) => `argMax(day.${name}, ${PLACE}) AS ${name}`),
];

/**
 * What stands after FROM for findings. Under a restricted scope a finding has the days that are in it and no others:
 * when it was first seen, how often, and how severe it was on other days is not told. Days that retention has summed
 * up are in no restricted scope, because what is kept of them does not say whose they were.
 *
 * @param columns the condition over the columns of a finding's key that the findings have to meet, for finding them
 *   faster; '' = none
 */
export function findingsSource(visibility: Visibility, columns = ''): string {
  if (!visibility.condition) return 'findings';
  const where = columns === '' ? '1' : `(${columns})`;
  return `(SELECT ${KEY.map((name) => `day.${name} AS ${name}`).join(', ')}, ${SUMMED.join(', ')}
    FROM (SELECT * FROM finding_days WHERE ${where}${andVisible(visibility, 'days')}) AS day
    GROUP BY ${KEY.map((name) => `day.${name}`).join(', ')}) AS findings`;
}
