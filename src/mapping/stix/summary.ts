// What is known of a report only after all of its rows: labels, severities, counts, and the values that did not fit.

import { SEVERITIES, type Severity } from '../../domain/event-columns.js';
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import { highestTlp, type Tlp } from '../../domain/tlp.js';
import { rowTlp } from '../row-tlp.js';
import { addLabels } from './part.js';
import type { ReadEvents } from './report-facts.js';
import { mapRow } from './row.js';

export class Summary {
  rows = 0;
  /** The most confidential marking of a row; undefined if no row has one. */
  tlp: Tlp | undefined;
  incompleteRows = 0;
  readonly labels = new Set<string>();
  readonly problems = new Map<string, number>();
  private readonly severities = new Map<Severity, number>();

  /** Reads all rows once. */
  static async of(read: ReadEvents): Promise<Summary> {
    const summary = new Summary();
    for await (const events of read()) for (const event of events) summary.add(event);
    return summary;
  }

  private add(event: Parameters<typeof mapRow>[0]): void {
    let isComplete = true;
    const { labels, severity } = mapRow(event, (column, problem) => {
      isComplete = false;
      const key = `${column}: ${problem}`;
      this.problems.set(key, (this.problems.get(key) ?? 0) + 1);
    });
    this.rows++;
    this.tlp = highestTlp([this.tlp, rowTlp(event)]);
    if (!isComplete) this.incompleteRows++;
    addLabels(this.labels, labels);
    if (severity) this.severities.set(severity, (this.severities.get(severity) ?? 0) + 1);
  }

  /** The severities of the rows; empty if no row has one. */
  get found(): readonly Severity[] {
    return [...this.severities.keys()];
  }

  /** Such as `high 3, low 20`; '' if no row has a severity. */
  get severityText(): string {
    return SEVERITIES.toReversed()
      .flatMap((severity) => {
        const rows = this.severities.get(severity);
        return rows === undefined ? [] : `${severity} ${rows}`;
      })
      .join(', ');
  }

  get partCount(): number {
    return partsOf(this.rows);
  }
}

/** The number of report objects that so many rows need. */
export function partsOf(rows: number): number {
  return Math.ceil(rows / STIX_LIMITS.partRows);
}
