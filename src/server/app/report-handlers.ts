// Answers requests about reports: the calendar, the list of versions, and one report with everything about it.
import { addDays } from '../../domain/days.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { reportOf } from '../../pipeline/index.js';
import { describeVersion, readDays, readReportSelection, reportVersions } from '../../query/index.js';
import { type DeliveryRow, identityOf, type LedgerRow, type QuarantinedRow } from '../../store/index.js';
import { missingUpTo } from '../../triage/index.js';
import { calendarLines } from './calendar-of.js';
import type { AnswerOf, QueryOf } from './contract.js';
import { CELL_STATES } from './contract-reports.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts, WebData } from './handler-parts.js';
import { instant, legible } from './legible.js';

type Names = 'calendar' | 'reports' | 'report' | 'failedFiles';

const { pageRows, calendarLines: mostLines, setAsideRows, setAsideBytes, newest } = WEB_LIMITS;

export function reportHandlers({ data, clock }: HandlerParts): Pick<Handlers, Names> {
  return {
    calendar: async ({ query }) => legible(await calendarOf(data(), query)),
    reports: async ({ query: { type, list, date, page } }) => {
      const { operator } = data();
      const selected = await readReportSelection({ type, list }, data());
      const days = date === undefined ? {} : readDays(date, clock, 'date');
      const versions = await reportVersions(operator, { ...selected, ...days });
      const rows = versions.slice((page - 1) * pageRows, page * pageRows).map(rowOf);
      return legible({ total: versions.length, page_rows: pageRows, rows });
    },
    report: async ({ params: { report = '' } }) => legible(await oneOf(data(), report)),
    failedFiles: async () => {
      const failed = await data().operator.deliveries.failed(newest);
      return legible({
        rows: failed.map(({ source, path, delivered_at, error_code: code, error: message }) => ({
          ...{ source, path, delivered_at: instant(delivered_at), code, message },
        })),
      });
    },
  };
}

type Calendar = AnswerOf<'calendar'>;

async function calendarOf(
  { operator, store, catalogue }: WebData,
  { to: asked, days: number, list, type }: QueryOf<'calendar'>,
): Promise<Calendar> {
  const newestDay = await operator.findings.latestDay();
  const selected = await readReportSelection({ type, list }, { operator, catalogue });
  const to = asked ?? newestDay ?? '1970-01-01';
  const from = addDays(to, 1 - number);
  const reports = await reportVersions(operator, { ...selected, from, to });
  const { rows: missing } = await missingUpTo(operator, catalogue, to, WEB_LIMITS.missingReports);
  const lines = calendarLines({
    days: Array.from({ length: number }, (_, at) => addDays(from, at)),
    reports,
    missing,
    differences: await store.statedRows.differences(from, to, WEB_LIMITS.missingReports),
    failed: await operator.deliveries.failed(newest),
  }).filter(
    (line) =>
      (list === undefined || line.list === list) &&
      (selected.types === undefined || selected.types.includes(line.type)),
  );
  const cells = lines.flatMap((line) => line.cells);
  const live = reports.filter(({ state }) => state === 'live');
  const sum = (count: (row: LedgerRow) => number) => live.reduce((total, row) => total + count(row), 0);
  return {
    ...{ from, to, days: number, earlier: addDays(from, -1), newest_day: newestDay ?? null },
    later: newestDay !== undefined && to < newestDay ? earliest(addDays(to, number), newestDay) : null,
    lines: lines.slice(0, mostLines).map((line) => ({
      ...line,
      title: catalogue.describe(line.type).title,
    })),
    lines_left_out: Math.max(0, lines.length - mostLines),
    silent: missing.filter((row) => row.type === '').map((row) => ({ list: row.list, last: row.last })),
    states: Object.fromEntries(
      CELL_STATES.map((state) => [state, cells.filter((cell) => cell.state === state).length]),
    ) as Calendar['states'],
    totals: {
      reports: live.length,
      rows: sum(({ rows }) => rows),
      accepted: sum(({ accepted }) => accepted),
      duplicate: sum(({ duplicate }) => duplicate),
      set_aside: sum(({ quarantined }) => quarantined),
    },
  };
}

const earliest = (day: string, other: string): string => (day < other ? day : other);

/** @throws SundialError `report-not-found` */
async function oneOf({ operator, catalogue }: WebData, id: string): Promise<AnswerOf<'report'>> {
  const row = await reportOf({ operator }, id);
  const { list, type, date } = identityOf(row);
  const ofDay = await reportVersions(operator, { types: [type], from: date, to: date });
  const deliveries = await operator.deliveries.ofReport({ list, type, date }, newest);
  const setAside = await operator.quarantine.list(row.load, setAsideRows, setAsideBytes);
  return {
    ...rowOf(row),
    title: catalogue.describe(type).title,
    columns: [...row.header],
    versions: ofDay.filter((version) => version.list === list).map(rowOf),
    deliveries: deliveries.map(deliveryOf),
    set_aside: setAside.map(setAsideOf),
  };
}

function rowOf(row: LedgerRow): AnswerOf<'reports'>['rows'][number] {
  const { flags, expired, ...version } = describeVersion(row);
  return { ...version, flags: [...flags], expired: [...expired] };
}

function deliveryOf({ source, path, delivered_at, outcome, error }: DeliveryRow) {
  return { source, path, delivered_at: instant(delivered_at), outcome, error };
}

function setAsideOf({ line, reason, raw_hex, raw_bytes }: QuarantinedRow) {
  return { line, reason, text: Buffer.from(raw_hex, 'hex').toString('utf8').trimEnd(), bytes: raw_bytes };
}
