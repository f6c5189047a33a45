// The embedded engine: chDB in this process, on a data folder that one process may use at a time.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { SundialError } from '../../domain/errors.js';
import { systemProblem } from '../../domain/system-problem.js';
import { boundArenas } from './allocator.js';
import { openClientEngine } from './client-engine.js';
import { withValues } from './embedded-binding.js';
import { type Engine, literal, loadStatement } from './engine.js';
import { lockFolder } from './lock.js';
import { checkProcessLimits } from './process-limits.js';
import { type Stand, standFor } from './read-only.js';
import { smallInserts } from './small-inserts.js';

export interface EmbeddedOptions {
  readonly folder: string;
  readonly memoryLimitMib: number;
  /** Called with the engine's error when a statement meets a damaged part of the store. */
  readonly damaged?: (problem: string) => void;
  /** Called before a statement that changes definitions of tables or removes whole parts. */
  readonly reshaping?: () => void;
}

/** Opens the store in `folder`. @throws SundialError `store-locked`, `store-unopenable`, `store-unwritable`, `too-few-files`, `too-little-memory` */
export async function openEmbedded(options: EmbeddedOptions): Promise<Engine> {
  checkProcessLimits();
  boundArenas();
  const { createChdbConnection } = await import('chdb/connection');
  makeFolder(options.folder);
  const lock = lockFolder(options.folder);
  let stand: Stand | undefined;
  const release = () => {
    stand?.remove();
    lock.release();
  };
  try {
    const folder = path.join(options.folder, 'engine');
    if (lock.isReadOnly && !existsSync(folder))
      throw new SundialError('store-unwritable', {
        folder: options.folder,
        problem: 'it holds no store, and none can be made',
      });
    if (lock.isReadOnly) stand = standFor(folder);
    const engineFolder = stand?.folder ?? folder;
    const usual = {
      max_memory_usage: options.memoryLimitMib * 1024 * 1024,
      output_format_json_quote_64bit_integers: 0,
      // Values are part of the statement's text, and lists of values can be long.
      max_query_size: 1024 * 1024 * 1024,
      ...WITHOUT_MEMORIES,
      // Most results are small, and a query that starts threads to format one takes a quarter more processor time.
      output_format_parallel_formatting: 0,
      input_format_parallel_parsing: 0,
    };
    const connect = async (settings: Readonly<Record<string, number>>) => {
      const connection = createChdbConnection({ path: engineFolder });
      const client = createClient({ connection } as unknown as ClientOptions);
      // Settings of the whole connection. Later queries must not change them, because a change would persist
      // (decisions.md#connection-settings).
      const assigned = Object.entries({ ...usual, ...settings }).map(([name, value]) => `${name} = ${value}`);
      await client.command({ query: `SET ${assigned.join(', ')}` });
      return client;
    };
    return await openClientEngine({
      kind: 'embedded',
      place: options.folder,
      isReadOnly: lock.isReadOnly,
      memoryLimitMib: options.memoryLimitMib,
      bind: (sql, parameters) => ({ query: withValues(sql, parameters) }),
      insert: smallInserts(path.join(path.dirname(engineFolder), 'inserts')),
      load: async (client, table, native) => {
        const source = `file(${literal(native.file)}, 'Native', ${literal(native.structure)})`;
        await client.command({ query: `${loadStatement(table, native, source)} SETTINGS ${LOAD_SETTINGS}` });
      },
      connect,
      closed: release,
      ...(options.damaged && { damaged: options.damaged }),
      ...(options.reshaping && { reshaping: options.reshaping }),
    });
  } catch (thrown) {
    release();
    throw openError(thrown, options.folder);
  }
}

/**
 * What the engine remembers between statements, compiled expressions and the results of conditions, is off: Sundial's
 * statements contain numbers of loads, so that they rarely repeat, and the memory grows for hours
 * (decisions.md#engine-memories).
 */
const WITHOUT_MEMORIES = {
  use_query_condition_cache: 0,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
};

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new SundialError(
      'store-unwritable',
      { folder, problem: isInTheWay(thrown) ? 'a file is in its place' : systemProblem(thrown as Error) },
      { cause: thrown },
    );
  }
}

function isInTheWay(thrown: unknown): boolean {
  return ['EEXIST', 'ENOTDIR'].includes(String((thrown as NodeJS.ErrnoException).code));
}

function openError(thrown: unknown, folder: string): unknown {
  if (thrown instanceof SundialError) return thrown;
  // chDB throws the same error for a lock and for damage, and writes the reason to stderr. A lock held by a visible
  // process was detected earlier.
  return new SundialError('store-unopenable', { folder }, { cause: thrown });
}

/** chDB types its connection with another copy of the client's declarations; the shapes are identical. */
type ClientOptions = Parameters<typeof createClient>[0];

/**
 * How a segment is inserted: one thread, in one block (decisions.md#memory-of-a-load); `pread` instead of mmap keeps the
 * file's pages out of the process's size.
 */
const LOAD_SETTINGS =
  "max_insert_threads = 1, min_insert_block_size_bytes = 268435456, min_insert_block_size_rows = 1048576, storage_file_read_method = 'pread'";
