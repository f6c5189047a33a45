// Draws the page of one subject for people.
import { addDays, datesBetween, daysBetween } from '../../../domain/days.js';
import { distinction } from '../../../domain/distinction.js';
import { ENRICHED_VALUES } from '../../../domain/enriched.js';
import type { SubjectPage } from '../../../query/index.js';
import type { SubjectEnrichment, SubjectEvent, SubjectReport } from '../../../store/index.js';
import type { Page } from '../../frame/page.js';
import { findingsTable } from '../../print/findings.js';
import { count, printable, table } from '../../print/table.js';

/** Days of a timeline, if the terminal has room for them beside the type and the number of days. */
const TIMELINE_DAYS = 60;
const LEAST_DAYS = 7;
const BESIDE_DAYS = 8;
const SHOWN_VALUES = 12;

/** The page as text. */
export function pageText(shown: SubjectPage, page: Page): string {
  const { subject, findings, days, events, reports, enriched } = shown;
  const facts: [string, string][] = [
    ['host names', values(days.flatMap(({ hostnames }) => hostnames))],
    ['networks', values(findings.filter(({ asn }) => asn > 0).map(({ asn }) => `AS${asn}`))],
    ['countries', values(findings.map(({ geo }) => geo))],
    ['open ports', values(findings.filter(({ port }) => port > 0).map(distinction))],
    ['infections', values(findings.map(({ infection }) => infection))],
    [
      'devices',
      values(findings.map((finding) => [finding.device_vendor, finding.device_model].join(' ').trim())),
    ],
    ['tags', values(findings.flatMap(({ tags }) => tags))],
    ['CVEs', values(findings.flatMap(({ cves }) => cves))],
  ];
  return [
    printable(subject),
    ...facts
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `  ${name.padEnd(11)} ${printable(text)}`),
    '',
    findingsTable(findings, shown.total, page),
    '',
    ...timelines(shown, page),
    '',
    ...(enriched.length > 0 ? ['What enrichers say', ...enriched.flatMap(enrichmentLines), ''] : []),
    'Newest events',
    eventsTable(events, page),
    'Reports',
    reportsTable(reports, page),
  ].join('\n');
}

function values(all: readonly string[]): string {
  const distinct = [...new Set(all)]
    .filter(Boolean)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const more = distinct.length - SHOWN_VALUES;
  return [...distinct.slice(0, SHOWN_VALUES), ...(more > 0 ? [`and ${count(more)} more`] : [])].join(', ');
}

/** A line per type: a bar for each day on which it was seen, a dot for each other day. */
function timelines({ days, latest }: SubjectPage, page: Page): string[] {
  const earliest = days.map(({ date }) => date).sort()[0] ?? latest;
  const types = [...new Set(days.map(({ type }) => type))];
  const width = Math.max(...types.map((type) => type.length));
  const room = Math.max(LEAST_DAYS, Math.min(TIMELINE_DAYS, page.columns - width - BESIDE_DAYS));
  const span = Math.min(room, daysBetween(earliest, latest) + 1);
  const dates = datesBetween(addDays(latest, 1 - span), latest);
  return [
    `Seen from ${dates[0]} to ${latest}`,
    ...types.map((type) => {
      const seen = new Set(days.filter((day) => day.type === type).map(({ date }) => date));
      return `  ${printable(type).padEnd(width)} ${dates.map((date) => (seen.has(date) ? '█' : '·')).join('')} ${seen.size}`;
    }),
  ];
}

/** The values of one address, beside those of the report where these differ, and how and when they were got. */
function enrichmentLines({ address, date, values, reported, by, at }: SubjectEnrichment): string[] {
  const report: Readonly<Record<string, string>> = {
    asn: reported.asn === 0 ? '' : String(reported.asn),
    geo: reported.geo,
  };
  const lines = ENRICHED_VALUES.flatMap(({ name, column }) => {
    const value = values[name];
    if (value === undefined) return [];
    const { [name]: other = '' } = report;
    const differs = other !== '' && other.toLowerCase() !== String(value).toLowerCase();
    return [
      `    ${column.padEnd(12)} ${printable(String(value))}${differs ? ` (the report: ${printable(other)})` : ''}`,
    ];
  });
  return [
    `  ${address}, in the event of ${date}; asked on ${at} UTC: ${printable(by)}`,
    ...(lines.length > 0 ? lines : ['    It is in no table.']),
  ];
}

function eventsTable(events: readonly SubjectEvent[], page: Page): string {
  if (events.length === 0) return 'The events themselves are no longer kept.';
  const rows = events.map((event) => [
    event.time,
    event.type,
    event.subject,
    event.severity,
    event.port === 0 ? '' : String(event.port),
    event.protocol,
    event.infection,
    event.tags.join(', '),
    String(event.report),
  ]);
  const head = ['time', 'type', 'subject', 'severity', 'port', 'protocol', 'infection', 'tags', 'report'];
  return table(page, head, rows, {
    right: [4, 8],
    least: ['report', 'subject', 'protocol', 'tags'],
  });
}

function reportsTable(reports: readonly SubjectReport[], page: Page): string {
  const rows = reports.map(({ id, date, type, list, rows }) => [String(id), date, type, list, rows]);
  return table(page, ['id', 'date', 'type', 'list', 'rows'], rows, { right: [0, 4] });
}
