// Renews enrichers on a test's store, as the service does.
import type { Clock } from '../../domain/clock.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { shortFormValues } from '../../domain/short-form.js';
import { testPace } from '../../net/testing/http-double.js';
import type { Enrichment } from '../../store/index.js';
import type { EnricherKind } from '../declaration.js';
import { configuredEnrichers } from '../engine/open-enrichers.js';
import { type Refreshed, refreshEnricher } from '../engine/refresh.js';
import type { RefreshRequest } from '../engine/refresh-request.js';
import type { EnricherContext } from '../enricher-context.js';
import { ENRICHER_KINDS } from '../registry.js';

type Values = Readonly<Record<string, unknown>>;

/** The entry of an enricher that is named after its kind; options without a value have their defaults. */
export function entryOf(kind: EnricherKind, values: Values): EnricherEntry {
  return {
    ...{ name: kind.kind, kind: kind.kind, label: kind.kind, isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [] },
    values: { ...shortFormValues({}, kind.entry), ...values },
    keys: { every_hours: 24, versions: 1 },
  };
}

export interface Renewing extends Partial<Omit<RefreshRequest, 'enrichment'>> {
  readonly enrichment: Enrichment;
  readonly clock: Clock;
  readonly folder: string;
  /** Omitted = one in which nothing waits. */
  readonly pace?: EnricherContext['pace'];
  /** Omitted = that of the kind. */
  readonly name?: string;
}

/** Renews an enricher of a kind. @param kind its name */
export function renew(kind: string, values: Values, renewing: Renewing): Promise<Refreshed> {
  const { folder, pace = testPace(), name = kind, ...request } = renewing;
  const declared = ENRICHER_KINDS.find((each) => each.kind === kind)!;
  const [configured] = configuredEnrichers({
    settings: { enrichers: [{ ...entryOf(declared, values), name }], data_dir: folder },
    ...{ clock: request.clock, env: {}, pace },
  });
  return refreshEnricher(configured!, {
    signal: new AbortController().signal,
    addresses: async () => [],
    ...request,
  });
}
