// Maps one event: its observables by side, its vulnerabilities, labels, severity and time, and the values that do not fit.

import { SEVERITIES, type Severity } from '../../domain/event-columns.js';
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { readCertificate } from './certificate.js';
import { type Observable, type Problem, readObservable } from './observable.js';
import {
  LABEL_COLUMNS,
  OBSERVABLE_RULES,
  SEVERITY_COLUMNS,
  type Side,
  TIME_COLUMN,
  VULNERABILITY_COLUMNS,
} from './rules.js';
import { siteUrl } from './site-url.js';
import { readTraffic } from './traffic.js';
import { readCve, readLabel, readTime } from './value.js';

/** The observables of one end of a row. */
export interface Observed {
  readonly side: Side;
  /** In the connector's order, which decides the id of the observed data. */
  readonly connectors: readonly Observable[];
  /** Observables that the connector does not make. */
  readonly further: readonly Observable[];
}

export interface MappedRow {
  readonly event: ReportedEvent;
  readonly observed: readonly Observed[];
  /** CVE numbers. */
  readonly vulnerabilities: readonly string[];
  readonly labels: readonly string[];
  readonly severity: Severity | undefined;
  /** An instant to the second. */
  readonly time: string;
}

/** Maps a row. A value that does not fit costs its own object only. */
export function mapRow(event: ReportedEvent, problem: Problem): MappedRow {
  return {
    event,
    observed: observedOf(event, problem),
    ...wordsOf(event, problem),
    severity: severityOf(event, problem),
    time: timeOf(event, problem),
  };
}

function observedOf(event: ReportedEvent, problem: Problem): Observed[] {
  const byColumn = new Map<string, Observable>();
  const sides = new Map<Side, { connectors: Observable[]; further: Observable[] }>();
  const of = (side: Side) => {
    const known = sides.get(side) ?? { connectors: [], further: [] };
    sides.set(side, known);
    return known;
  };
  for (const rule of OBSERVABLE_RULES) {
    const { column, kind } = rule;
    const text = kind === 'site-url' ? siteUrl(event, column) : cellOf(event, column);
    const found = readObservable(rule, text, problem);
    if (!found) continue;
    byColumn.set(column, found);
    of(rule.side)[rule.isConnectors ? 'connectors' : 'further'].push(found);
  }
  const found = readCertificate(event, problem);
  if (found) of('host')[found.hasSerial ? 'connectors' : 'further'].push(found.certificate);
  const between = readTraffic(event, byColumn, problem);
  if (between) of(between.side).further.push(between.traffic);
  return [...sides].map(([side, observables]) => ({ side, ...observables }));
}

function wordsOf(event: ReportedEvent, problem: Problem): Pick<MappedRow, 'labels' | 'vulnerabilities'> {
  const labels = new Set<string>();
  const vulnerabilities = new Set<string>();
  for (const column of [...LABEL_COLUMNS, ...VULNERABILITY_COLUMNS]) {
    for (const word of cellOf(event, column).split(/[;,]/)) {
      const cve = readCve(word.trim());
      if (cve) vulnerabilities.add(cve);
      if (!isLabelColumn(column) || word.trim() === '') continue;
      const label = readLabel(word);
      if (label === undefined) problem(column, 'not a label');
      else labels.add(label);
    }
  }
  return {
    labels: atMost(labels, STIX_LIMITS.labels, () => problem('tag', 'too many labels')),
    vulnerabilities: atMost(vulnerabilities, STIX_LIMITS.rowVulnerabilities, () =>
      problem('tag', 'too many vulnerabilities'),
    ),
  };
}

const isLabelColumn = (column: string) => (LABEL_COLUMNS as readonly string[]).includes(column);

function atMost(words: ReadonlySet<string>, most: number, exceeded: () => void): string[] {
  if (words.size > most) exceeded();
  return [...words].slice(0, most);
}

function severityOf(event: ReportedEvent, problem: Problem): Severity | undefined {
  const found = SEVERITY_COLUMNS.flatMap((column) => {
    const text = cellOf(event, column).trim().toLowerCase();
    if (text === '') return [];
    const severity = SEVERITIES.find((known) => known === text);
    if (severity === undefined) problem(column, 'not a severity');
    return severity ?? [];
  });
  return highest(found);
}

/** The most severe one; undefined if there is none. */
export function highest(severities: readonly Severity[]): Severity | undefined {
  return SEVERITIES.findLast((severity) => severities.includes(severity));
}

/** The beginning of the report's day stands for a time that is missing or wrong. */
function timeOf(event: ReportedEvent, problem: Problem): string {
  const time = readTime(cellOf(event, TIME_COLUMN).trim());
  if (time === undefined) problem(TIME_COLUMN, 'not a time');
  return time ?? `${event.date}T00:00:00Z`;
}
