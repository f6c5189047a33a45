// The metrics for Prometheus: runs are counted as they end, gauges are set at each scrape from what is known then.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../domain/clock.js';
import { asSundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import type { Figures } from '../store/index.js';
import { GAUGES, type Seen } from './gauges.js';
import { healthOf } from './health.js';
import { Latest } from './latest.js';

export interface MetricsOptions {
  readonly status: () => ServiceStatus;
  /** Reads the store's figures for report dates from a day to another one. */
  readonly figures: (from: string, to: string) => Promise<Figures>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Scrapes come every 15 seconds or so, and the figures take the engine a few queries. */
const FIGURES_EVERY_MS = 30_000;
const FIGURES_DEADLINE_MS = 60_000;
/** Statements about older reports do not change any more. */
const DIFFERENCE_DAYS = 30;
const RUN_SECONDS = [1, 5, 15, 60, 180, 600, 1_800, 3_600, 14_400];
/** The value of a label is a word of ours; what is none, or one too many, counts as `other`. */
const WORD = /^[a-z][a-z0-9_-]{0,31}$/;
const MOST_WORDS = 50;

export class Metrics {
  private readonly registry = new Registry();
  private readonly words = new Set<string>();
  private readonly gauges: readonly Gauge[];
  private readonly figures: Latest<NonNullable<Seen['figures']>>;
  private readonly runs: Counter;
  private readonly duration: Histogram;
  private readonly failures: Counter;
  private readonly unread: Counter;

  constructor(private readonly options: MetricsOptions) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.runs = new Counter({
      name: 'sundial_runs_total',
      help: 'Runs of the pipeline since the service started, by how they ended.',
      labelNames: ['status'],
      registers,
    });
    for (const status of ['done', 'partial', 'failed']) this.runs.inc({ status }, 0);
    this.duration = new Histogram({
      name: 'sundial_run_duration_seconds',
      help: 'How long runs of the pipeline took.',
      buckets: RUN_SECONDS,
      registers,
    });
    this.failures = new Counter({
      name: 'sundial_failures_total',
      help: 'What failed within runs since the service started, by source and class.',
      labelNames: ['source', 'class'],
      registers,
    });
    this.unread = new Counter({
      name: 'sundial_store_figures_failed_total',
      help: 'How often the figures of the store could not be read, or not in time.',
      registers,
    });
    this.gauges = GAUGES.map(
      ({ name, help, label }) => new Gauge({ name, help, labelNames: label ? [label] : [], registers }),
    );
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

  /** Counts a run of the pipeline that has ended. */
  ended(run: FinishedRun): void {
    this.runs.inc({ status: run.status });
    this.duration.observe((run.finishedAt.getTime() - run.startedAt.getTime()) / 1000);
    for (const { source, class: kind } of run.failures)
      this.failures.inc({ source: this.word(source), class: this.word(kind) });
  }

  /** All metrics as Prometheus reads them. It waits for no query: the store's figures are those of the last read. */
  async text(): Promise<string> {
    const { status, clock } = this.options;
    const seen: Seen = { health: healthOf(status(), clock()), figures: this.figures.get() };
    for (const [index, { label, values }] of GAUGES.entries()) {
      const gauge = this.gauges[index]!;
      gauge.reset();
      // A gauge without label is 0 after that, which is a value as well.
      if (!label) gauge.remove();
      for (const [name, value] of values(seen)) {
        if (value !== undefined) gauge.set(label ? { [label]: name } : {}, value);
      }
    }
    return this.registry.metrics();
  }

  /** Resolves when no query of these metrics runs any more: the store may be closed then. */
  async settled(): Promise<void> {
    await this.figures.settled();
  }

  private async readFigures(): Promise<NonNullable<Seen['figures']>> {
    const { figures, clock } = this.options;
    const readAt = clock();
    const day = (daysAgo: number) =>
      new Date(readAt.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    return { of: await figures(day(DIFFERENCE_DAYS), day(0)), readAt };
  }

  private noteUnread(problem: unknown): void {
    this.unread.inc();
    const { code, message } = asSundialError(problem);
    this.options.log.warn('the figures of the store could not be read', { code, problem: message });
  }

  private word(text: string): string {
    if (!WORD.test(text) || (!this.words.has(text) && this.words.size >= MOST_WORDS)) return 'other';
    this.words.add(text);
    return text;
  }
}
