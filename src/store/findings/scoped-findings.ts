// SQL of findings under a scope: the maintained findings for an unrestricted scope, otherwise sums of the scope's days.
import { FINDING_KEY_COLUMNS } from '../../domain/finding-columns.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
import { FINDING_ATTRIBUTES } from './tables.js';

const KEY = FINDING_KEY_COLUMNS.map(([name]) => name);
/** Orders day rows: newer days come later, and among the loads of one day the latest load determines the attributes. */
const DAY_ORDER = '(day.report_date, day.load)';

/** Aggregates a finding's days by the same rules as the maintained findings (`projection-sql.ts`). */
const SUMMED = [
  // Only the address of a device differs between the days of one finding.
  ...KEY.map((name) => `argMax(day.${name}, ${DAY_ORDER}) AS ${name}`),
  'min(day.report_date) AS first_seen',
  'max(day.report_date) AS last_seen',
  'toUInt32(uniqExact(day.report_date)) AS days',
  'sum(day.events) AS events',
  'minIf(day.first_at, day.first_at > 0) AS first_at',
  'max(day.last_at) AS last_at',
  'argMax(day.severity, (day.report_date, toInt8(day.severity))) AS severity',
  'max(day.severity) AS highest_severity',
  ...FINDING_ATTRIBUTES.map(([name]) => `argMax(day.${name}, ${DAY_ORDER}) AS ${name}`),
];

/**
 * The text after FROM for findings. Under a restricted scope a finding consists only of its days in the scope: when the
 * finding was first seen, how often, and how severe it was on other days stays hidden. Days that retention has summed
 * up are outside every restricted scope, because their summary does not record who held the subject.
 *
 * @param columns a condition over the columns of a finding's key, which narrows the search; '' = none
 */
export function findingsSource(visibility: Visibility, columns = ''): string {
  if (!visibility.condition) return 'findings';
  const where = columns === '' ? '1' : `(${columns})`;
  return `(SELECT day.finding AS finding, ${SUMMED.join(', ')}
    FROM (SELECT * FROM finding_days WHERE ${where}${andVisible(visibility, 'days')}) AS day
    GROUP BY day.finding) AS findings`;
}
