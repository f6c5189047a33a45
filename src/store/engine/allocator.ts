// Bounds the freed memory that the embedded engine's allocator keeps.
import { availableParallelism } from 'node:os';

/** The variable whose settings the engine's allocator, jemalloc, reads when the engine's library is loaded. */
const VARIABLE = 'JE_MALLOC_CONF';

/** Cores that share an arena. Threads rarely wait for each other, because small pieces come from caches of their own. */
const CORES_PER_ARENA = 4;

/**
 * Sets the number of the allocator's arenas; call before the engine is loaded. An arena keeps freed memory for some
 * seconds, and by default each core has one: while segments were inserted on two cores, the process grew by 250 MiB
 * beyond what the engine used, with one arena by 110 MiB, in the same time. A value from outside has precedence.
 */
export function boundArenas(env: NodeJS.ProcessEnv = process.env, cores = availableParallelism()): void {
  env[VARIABLE] ??= `percpu_arena:disabled,narenas:${Math.ceil(cores / CORES_PER_ARENA)}`;
}
