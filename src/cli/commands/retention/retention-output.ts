// The output of `sundial retention`: a table for each period, or one object for programs.
import type { AgeSettings, Plan } from '../../../retention/index.js';
import type { Page } from '../../frame/page.js';
import { counted, table } from '../../print/table.js';

const KIB = 1024;
const kib = (bytes: number) => Math.ceil(bytes / KIB);

/** The plan for `--json`. */
export function retentionJson({ events, findings, archive }: Plan, applied: boolean): object {
  return {
    applied,
    events: { types: events.lines },
    findings: { days: findings.days, types: findings.lines },
    archive: { days: archive.days, types: archive.lines },
  };
}

/** The plan for people. */
export function retentionText(plan: Plan, ages: AgeSettings, applied: boolean, page: Page): string {
  const isSet = plan.findings.days + plan.archive.days + ages.retention_events_days > 0;
  if (!isSet && Object.keys(ages.retention_types).length === 0)
    return 'Everything is kept forever: no age is set. Set retention_events_days and the like, or use --events-days N.';
  const sections = [
    section('Events', eventsTable(plan, page)),
    section('Days of findings', findingsTable(plan, page)),
    section('Originals in the archive', archiveTable(plan, page)),
  ];
  const isEmpty = [plan.events, plan.findings, plan.archive].every(({ lines }) => lines.length === 0);
  const end = applied
    ? 'Removed permanently.'
    : isEmpty
      ? 'There is nothing to remove.'
      : 'Nothing was removed yet: this was a dry run. --apply removes these permanently.';
  return [...sections, end].join('\n\n');
}

const section = (title: string, body: string) => `${title}: ${body}`;

function eventsTable({ events }: Plan, page: Page): string {
  if (events.lines.length === 0) return events.cutoffs.size === 0 ? KEPT : 'none is old enough';
  const head = ['type', 'kept days', 'from', 'to', 'reports', 'rows', 'KiB (about)'];
  const rows = events.lines.map((line) => [
    line.type,
    line.days,
    line.from,
    line.to,
    line.reports,
    line.rows,
    kib(line.bytes),
  ]);
  const sums = events.lines.reduce((sum, { reports }) => sum + reports, 0);
  return `of ${counted(sums, 'report')}\n${table(page, head, rows, { right: [1, 4, 5, 6] })}`;
}

const KEPT = 'kept forever';

function findingsTable({ findings }: Plan, page: Page): string {
  if (findings.days === 0) return KEPT;
  if (findings.lines.length === 0) return `none before ${findings.from}`;
  const head = ['type', 'from', 'to', 'rows', 'findings forgotten', 'KiB (about)'];
  const rows = findings.lines.map((line) => [
    line.type,
    line.from,
    line.to,
    line.rows,
    line.findings,
    kib(line.bytes),
  ]);
  return `before ${findings.from}\n${table(page, head, rows, { right: [3, 4, 5] })}`;
}

function archiveTable({ archive }: Plan, page: Page): string {
  if (archive.days === 0) return KEPT;
  if (archive.lines.length === 0) return `none from before ${archive.from}`;
  const head = ['type', 'from', 'to', 'originals', 'KiB'];
  const rows = archive.lines.map((line) => [
    line.type === '' ? '(could not be loaded)' : line.type,
    line.from,
    line.to,
    line.originals,
    kib(line.bytes),
  ]);
  return `of reports before ${archive.from}\n${table(page, head, rows, { right: [3, 4] })}`;
}
