// The limits of a key: its own, or else the usual ones.
import type { AccessKey } from '../../access/index.js';
import type { ReportsApiOptions } from './api-options.js';

export function limitsOf(
  { limits: own }: AccessKey,
  { limits: usual }: Pick<ReportsApiOptions, 'limits'>,
): ReportsApiOptions['limits'] {
  return {
    requestsPerSecond: own.requestsPerSecond ?? usual.requestsPerSecond,
    requestsAtOnce: own.requestsAtOnce ?? usual.requestsAtOnce,
    seconds: own.seconds ?? usual.seconds,
  };
}
