// All tables of the store, for tests and benchmarks that insert rows directly.
import type { DeclaredTables } from '../../domain/table.js';
import { STEPS } from '../schema/tables.js';

/** The tables of all stations as if one station declared them. */
export const ALL_TABLES: Pick<DeclaredTables, 'steps'> = { steps: STEPS };
