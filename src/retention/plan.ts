// Works out what retention would remove today, by period and report type, without changing anything.
import type { Archive } from '../archive/index.js';
import type { RemovableDays, RemovableEvents, Store } from '../store/index.js';
import { type AgeSettings, eventDays, keptFrom } from './ages.js';
import { type RemovableOriginals, removableOriginals } from './originals.js';

/** The removals of one period; a period whose `days` is 0 never removes anything. */
export interface PeriodPlan<Line> {
  readonly lines: readonly Line[];
}

export interface Plan {
  readonly events: PeriodPlan<RemovableEvents & { readonly days: number }> & {
    /** The first report date to keep of each type. */
    readonly cutoffs: ReadonlyMap<string, string>;
  };
  readonly findings: PeriodPlan<RemovableDays> & { readonly days: number; readonly from: string };
  readonly archive: PeriodPlan<RemovableOriginals> & {
    readonly days: number;
    readonly from: string;
    /** The SHA-256 of each original to remove. */
    readonly originals: readonly string[];
  };
}

export interface PlanRequest {
  readonly store: Pick<Store, 'expiry' | 'cut' | 'originals'>;
  readonly archive: Archive;
  readonly ages: AgeSettings;
  readonly now: Date;
  /** Only events of these types; omitted = all types. */
  readonly types?: readonly string[];
}

/** Examines the store and the archive. */
export async function planRetention(request: PlanRequest): Promise<Plan> {
  const { store, archive, ages, now } = request;
  const findings = { days: ages.retention_findings_days, from: keptFrom(now, ages.retention_findings_days) };
  const originals = { days: ages.retention_archive_days, from: keptFrom(now, ages.retention_archive_days) };
  return {
    events: await planEvents(request),
    findings: { ...findings, lines: findings.days > 0 ? await store.cut.removable(findings.from) : [] },
    archive: {
      ...originals,
      ...(originals.days > 0
        ? await removableOriginals({ store, archive }, originals.from)
        : { lines: [], originals: [] }),
    },
  };
}

async function planEvents({ store, ages, now, types }: PlanRequest): Promise<Plan['events']> {
  const stored = await store.expiry.types();
  const aged = stored
    .filter((type) => types?.includes(type) ?? true)
    .map((type) => ({ type, days: eventDays(type, ages) }))
    .filter(({ days }) => days > 0);
  const cutoffs = new Map(aged.map(({ type, days }) => [type, keptFrom(now, days)]));
  const removable = await store.expiry.removable(cutoffs);
  return { cutoffs, lines: removable.map((line) => ({ ...line, days: eventDays(line.type, ages) })) };
}
