// The metrics for Prometheus: runs are counted when they end, gauges are set at each scrape.
import {
  collectDefaultMetrics,
  Counter as PrometheusCounter,
  Gauge as PrometheusGauge,
  Histogram as PrometheusHistogram,
  Registry,
} from 'prom-client';
import type { Clock } from '../domain/clock.js';
import { addDays, dateOf } from '../domain/days.js';
import { asSundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import type { Counter, Gauge, Histogram } from '../domain/metric.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import type { Figures } from '../store/index.js';
import { ACCESS_COUNTERS, ACCESS_HISTOGRAMS, COUNTERS, GAUGES, HISTOGRAMS } from './all-metrics.js';
import { healthOf } from './health.js';
import { Latest } from './latest.js';
import { UNREAD_FIGURES } from './metrics.js';
import type { FinishedAccess } from './reports-api/access-log.js';
import type { ReadFigures, Seen } from './seen.js';

export interface MetricsOptions {
  readonly status: () => ServiceStatus;
  /** Reads the store's figures for a range of report dates. */
  readonly figures: (from: string, to: string) => Promise<Figures>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Prometheus scrapes about every 15 seconds, and the figures take a few queries. */
const FIGURES_EVERY_MS = 30_000;
const FIGURES_DEADLINE_MS = 60_000;
/** Statements about older reports no longer change. */
const DIFFERENCE_DAYS = 30;
/** Allowed values of labels; any other text, or a value beyond the limit, is counted as `other`. */
const WORD = /^[a-z][a-z0-9_-]{0,31}$/;
const MOST_WORDS = 50;

export class Metrics {
  private readonly registry = new Registry();
  private readonly words = new Set<string>();
  private readonly gauges = GAUGES.map((gauge) => ({ gauge, shown: this.gauge(gauge) }));
  private readonly runs = this.events(COUNTERS, HISTOGRAMS);
  private readonly accesses = this.events(ACCESS_COUNTERS, ACCESS_HISTOGRAMS);
  private readonly unread = this.counter(UNREAD_FIGURES);
  private readonly figures: Latest<ReadFigures>;

  constructor(private readonly options: MetricsOptions) {
    collectDefaultMetrics({ register: this.registry });
    this.figures = new Latest({
      read: () => this.readFigures(),
      everyMs: FIGURES_EVERY_MS,
      deadlineMs: FIGURES_DEADLINE_MS,
      failed: (problem) => this.noteUnread(problem),
    });
  }

  /** The media type of `text()`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** Counts a finished run of the pipeline. */
  ended(run: FinishedRun): void {
    this.runs(run, (labels) => this.inWords(labels));
  }

  /** Counts an answered request to the API for constituents, whose labels are names within Sundial. */
  answered(access: FinishedAccess): void {
    this.accesses(access, (labels) => ({ ...labels }));
  }

  /** All metrics in the Prometheus format. Does not wait for queries: the store's figures come from the last read. */
  async text(): Promise<string> {
    const { status, clock } = this.options;
    const known = status();
    const seen: Seen = {
      health: healthOf(known, clock()),
      // Figures cannot be read before the store is open.
      figures: known.state === 'starting' ? undefined : this.figures.get(),
    };
    for (const { gauge, shown } of this.gauges) {
      const { label, values } = gauge;
      shown.reset();
      // Resetting a gauge without labels sets it to 0, which would be reported as a value.
      if (!label) shown.remove();
      for (const [name, value] of values(seen)) {
        if (value !== undefined) shown.set(label ? { [label]: name } : {}, value);
      }
    }
    return this.registry.metrics();
  }

  /** Resolves when no query of these metrics is running, so that the store may be closed. */
  async idle(): Promise<void> {
    await this.figures.idle();
  }

  /** Registers the metrics of events of one kind. @returns what counts an event, with its labels in a form that is shown */
  private events<Event>(counters: readonly Counter<Event>[], histograms: readonly Histogram<Event>[]) {
    const counted = counters.map((counter) => ({ counter, shown: this.counter(counter) }));
    const observed = histograms.map((histogram) => ({ histogram, shown: this.histogram(histogram) }));
    return (event: Event, form: (labels: Readonly<Record<string, string>>) => Record<string, string>) => {
      for (const { counter, shown } of counted)
        for (const labels of counter.counts(event)) shown.inc(form(labels), counter.amount?.(event) ?? 1);
      for (const { histogram, shown } of observed) {
        const { label, of, value } = histogram;
        shown.observe(label && of ? form({ [label]: of(event) }) : {}, value(event));
      }
    };
  }

  private gauge({ name, help, label }: Gauge<never>): PrometheusGauge {
    return new PrometheusGauge({ name, help, labelNames: label ? [label] : [], registers: [this.registry] });
  }

  private counter({ name, help, labels, first = [] }: Counter<never>): PrometheusCounter {
    const registers = [this.registry];
    const counter = new PrometheusCounter({ name, help, labelNames: [...labels], registers });
    for (const each of first) counter.inc({ ...each }, 0);
    return counter;
  }

  private histogram({ name, help, buckets, label }: Histogram<never>): PrometheusHistogram {
    const labelNames = label ? [label] : [];
    return new PrometheusHistogram({
      ...{ name, help, buckets: [...buckets], labelNames },
      registers: [this.registry],
    });
  }

  private async readFigures(): Promise<ReadFigures> {
    const { figures, clock } = this.options;
    const readAt = clock();
    const today = dateOf(readAt);
    return { of: await figures(addDays(today, -DIFFERENCE_DAYS), today), readAt };
  }

  private noteUnread(problem: unknown): void {
    this.unread.inc();
    const { code, message } = asSundialError(problem);
    this.options.log.warn('the figures of the store could not be read', { code, problem: message });
  }

  private inWords(labels: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, this.word(text)]));
  }

  private word(text: string): string {
    if (!WORD.test(text) || (!this.words.has(text) && this.words.size >= MOST_WORDS)) return 'other';
    this.words.add(text);
    return text;
  }
}
