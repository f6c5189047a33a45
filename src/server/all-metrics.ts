// The list of all metrics: joins the stations' declarations, each with the source of its values.
import type { Counter, Gauge, Histogram } from '../domain/metric.js';
import type { FinishedRun } from '../domain/service-status.js';
import { RUN_COUNTERS, RUN_HISTOGRAMS } from '../pipeline/metrics.js';
import { STORE_GAUGES } from '../store/metrics.js';
import { FIGURES_GAUGES, HEALTH_GAUGES } from './metrics.js';
import type { FinishedAccess } from './reports-api/access-log.js';
import { API_COUNTERS, API_HISTOGRAMS } from './reports-api/metrics.js';
import type { Seen } from './seen.js';

/** Every gauge, in the order in which Prometheus reads them. */
export const GAUGES: readonly Gauge<Seen>[] = [
  ...HEALTH_GAUGES.map((gauge) => over(gauge, ({ health }) => health)),
  ...STORE_GAUGES.map((gauge) => over(gauge, ({ figures }) => figures?.of)),
  ...FIGURES_GAUGES.map((gauge) => over(gauge, ({ figures }) => figures)),
];

/** Updated when a run ends. */
export const COUNTERS: readonly Counter<FinishedRun>[] = RUN_COUNTERS;
export const HISTOGRAMS: readonly Histogram<FinishedRun>[] = RUN_HISTOGRAMS;

/** Updated when the API for constituents has answered a request. */
export const ACCESS_COUNTERS: readonly Counter<FinishedAccess>[] = API_COUNTERS;
export const ACCESS_HISTOGRAMS: readonly Histogram<FinishedAccess>[] = API_HISTOGRAMS;

/** A station's gauge over a part of the observed state; without values while that part is unknown. */
function over<Source>(gauge: Gauge<Source>, part: (seen: Seen) => Source | undefined): Gauge<Seen> {
  return {
    ...gauge,
    values: (seen) => {
      const source = part(seen);
      return source === undefined ? [] : gauge.values(source);
    },
  };
}
