// The metrics of the API for constituents; no label tells a key, a constituent or a client.
import type { Counter, Histogram } from '../../domain/metric.js';
import type { FinishedAccess } from './access-log.js';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Paths from outside are no labels, because clients could make any number of them. */
const methodOf = ({ method }: FinishedAccess): string => method ?? 'none';

export const API_COUNTERS: readonly Counter<FinishedAccess>[] = [
  {
    name: 'sundial_api_requests_total',
    help: 'Requests to the API since the service started, by method and status of the answer.',
    labels: ['method', 'status'],
    counts: (access) => [{ method: methodOf(access), status: String(access.status) }],
  },
  {
    name: 'sundial_api_refusals_total',
    help: 'Requests to the API that were refused or failed, by the code of the error.',
    labels: ['reason'],
    counts: ({ refusal }) => (refusal === undefined ? [] : [{ reason: refusal }]),
  },
  {
    name: 'sundial_api_rows_total',
    help: 'Rows in answers of the API, by method.',
    labels: ['method'],
    counts: (access) => (access.rows > 0 ? [{ method: methodOf(access) }] : []),
    amount: ({ rows }) => rows,
  },
  {
    name: 'sundial_api_bytes_total',
    help: 'Bytes that the API sent, headers included, by method.',
    labels: ['method'],
    counts: (access) => (access.bytes > 0 ? [{ method: methodOf(access) }] : []),
    amount: ({ bytes }) => bytes,
  },
];

export const API_HISTOGRAMS: readonly Histogram<FinishedAccess>[] = [
  {
    name: 'sundial_api_request_duration_seconds',
    help: 'Time from a request to the API to the end of its answer, by method.',
    buckets: SECONDS,
    label: 'method',
    of: methodOf,
    value: ({ seconds }) => seconds,
  },
];
