// The calendar of reports: for each list and type, what is known about the report of each day.
import { grouped } from '../../domain/grouped.js';
import type { RowDifference } from '../../domain/listing.js';
import type { DeliveryRow, LedgerRow } from '../../store/index.js';
import type { MissingReport } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';

type Calendar = AnswerOf<'calendar'>;
type Cell = Calendar['lines'][number]['cells'][number];

export interface CalendarFacts {
  /** All days of the calendar, oldest first. */
  readonly days: readonly string[];
  /** All versions of the reports of these days. */
  readonly reports: readonly LedgerRow[];
  readonly missing: readonly MissingReport[];
  /** Numbers of rows that differ from those that the publisher states. */
  readonly differences: readonly RowDifference[];
  /** Files that could not be loaded. */
  readonly failed: readonly DeliveryRow[];
}

interface Place {
  readonly list: string;
  readonly type: string;
  readonly date: string;
}

/** The lines of the calendar, by list and type. */
export function calendarLines(facts: CalendarFacts): Omit<Calendar['lines'][number], 'title'>[] {
  const { days, reports } = facts;
  const versions = grouped(reports, (row) => nameOf(placeOf(row)));
  const missing = new Set(facts.missing.map(nameOf));
  const failed = new Set(facts.failed.map((row) => nameOf(placeOf(row))));
  const stated = new Map(facts.differences.map((row) => [nameOf(placeOf(row)), row.stated]));
  const places = [...reports.map(placeOf), ...facts.missing, ...facts.failed.map(placeOf)]
    .filter(({ type, date }) => type !== '' && days.includes(date))
    .sort((a, b) => compare(a.list, b.list) || compare(a.type, b.type));
  const lines = grouped(places, ({ list, type }) => JSON.stringify([list, type]));
  return [...lines.values()].map(([first]) => {
    const { list, type } = first!;
    const cells = days.map((date) => {
      const name = nameOf({ list, type, date });
      return cellOf(date, {
        versions: versions.get(name) ?? [],
        stated: stated.get(name),
        absence: missing.has(name) ? 'missing' : failed.has(name) ? 'failed' : 'none',
      });
    });
    return { list, type, cells };
  });
}

interface CellFacts {
  readonly versions: readonly LedgerRow[];
  readonly stated: number | undefined;
  /** What it means that there is no report. */
  readonly absence: 'missing' | 'failed' | 'none';
}

function cellOf(date: string, { versions, stated, absence }: CellFacts): Cell {
  const live = versions.find(({ state }) => state === 'live');
  if (!live)
    return {
      date,
      state: absence,
      report: null,
      rows: 0,
      stated: null,
      set_aside: 0,
      versions: versions.length,
    };
  const { load: report, rows, quarantined: set_aside } = live;
  const state =
    (set_aside > 0 && 'set-aside') ||
    (stated !== undefined && rows < stated && 'short') ||
    (versions.length > 1 && 'reissued') ||
    (rows === 0 ? 'empty' : 'loaded');
  return { date, state, report, rows, stated: stated ?? null, set_aside, versions: versions.length };
}

const placeOf = (row: Pick<LedgerRow, 'list' | 'report_type' | 'report_date'>): Place => ({
  ...{ list: row.list, type: row.report_type, date: row.report_date },
});

const nameOf = ({ list, type, date }: Place): string => JSON.stringify([list, type, date]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
