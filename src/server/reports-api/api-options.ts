// What the routes of the Reports API work with.
import type { KeyRing, LastUse } from '../../access/index.js';
import type { Work } from '../work.js';
import type { AccessLog } from './access-log.js';
import type { Callers } from './callers.js';
import type { FailedCalls } from './failed-calls.js';
import type { Limiter, RequestLimits } from './limiter.js';
import type { Method } from './method.js';

export interface ReportsApiOptions {
  readonly methods: readonly Method[];
  readonly keys: KeyRing;
  readonly uses: Pick<LastUse, 'used'>;
  /** The callers' data. @throws SundialError `call-unavailable` until the store is open */
  readonly callers: () => Callers;
  readonly limiter: Limiter;
  /** Limits calls that no valid key signs. */
  readonly failedCalls: FailedCalls;
  /** For keys without limits of their own. */
  readonly limits: RequestLimits & { readonly seconds: number };
  readonly accessLog: AccessLog;
  /** Whether to answer as a TAXII server too. */
  readonly isTaxii: boolean;
  /** Knows which answers are being made. */
  readonly work: Work;
}
