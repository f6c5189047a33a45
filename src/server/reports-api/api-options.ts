// What the routes of the Reports API work with.
import type { KeyRing } from '../../access/index.js';
import type { Callers } from './callers.js';
import type { Method } from './method.js';

export interface ReportsApiOptions {
  readonly methods: readonly Method[];
  readonly keys: KeyRing;
  /** The callers' data; undefined until the store is open. */
  readonly callers: () => Callers | undefined;
}
