// Opens the engine, brings the schema up to date, and cleans up after a killed process.
import { SundialError } from '../../domain/errors.js';
import type { Everything, Scope } from '../../domain/scope.js';
import { changeFeed } from '../changes/changes.js';
import { lifeOf } from '../changes/life.js';
import { Damage, damagedBefore } from '../damage/damage.js';
import { dropFrozen, freeze } from '../damage/freeze.js';
import { openEmbedded } from '../engine/embedded.js';
import type { Engine } from '../engine/engine.js';
import { openFileWriter } from '../engine/file-writer.js';
import { withoutMerges } from '../engine/merges.js';
import { readerOf } from '../engine/own-tables.js';
import { isHalfRestored } from '../engine/restoring.js';
import { openServer } from '../engine/server.js';
import { isHalfUndone } from '../engine/snapshot.js';
import { StoreHealth } from '../figures/health.js';
import { Steps } from '../findings/steps.js';
import { LayoutMove } from '../layout/layout-move.js';
import { endGuided, migrate } from '../schema/migrations.js';
import { renameLists } from '../schema/rename-lists.js';
import {
  isEverything,
  type OperatorStore,
  operatorStore,
  type ScopedStore,
  scopedStore,
} from '../scope/scoped-store.js';
import { SliceMemory } from '../slices/slice-memory.js';
import type { Store, StoreAsItIs, StoreOptions } from './store.js';
import { followFlip, recover, type Writers, writersOf } from './writers.js';

/**
 * Opens a store for inspection only: nothing is brought up to date or cleaned up.
 *
 * @param _scope required because the store's contents concern all reports
 * @throws SundialError `store-locked`, `store-unwritable`, `store-unreachable`, `store-snapshot`
 */
export async function openAsItIs(_scope: Everything, options: StoreOptions): Promise<StoreAsItIs> {
  const engine = await openEngine(options);
  const damage = new Damage(options.url ? undefined : options.folder);
  try {
    await damage.look(engine);
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return {
    health: new StoreHealth(engine),
    damage: damage.known(),
    tables: readerOf(engine),
    close: () => engine.close(),
  };
}

async function openEngine(options: StoreOptions, damage?: Damage): Promise<Engine> {
  if (options.url) return openServer(options);
  if (isHalfRestored(options.folder))
    throw new SundialError('store-half-restored', { folder: options.folder });
  if (isHalfUndone(options.folder))
    throw new SundialError('store-snapshot', {
      folder: options.folder,
      problem: 'undoing a migration was interrupted. "sundial store migrate --undo --yes" completes it',
    });
  return openEmbedded({
    folder: options.folder,
    memoryLimitMib: options.memoryLimitMib,
    ...(damage && {
      damaged: (problem) => damage.add(problem),
      reshaping: () => damage.copies?.loosen(),
    }),
  });
}

/**
 * Opens the store. A damaged or read-only store is opened unchanged: nothing is brought up to date or cleaned up, and no
 * conclusions are drawn from missing rows.
 *
 * @throws SundialError `store-locked`, `store-unwritable`, `store-unreachable`, `store-newer`; `store-damaged` if a
 *   damaged store also has an earlier schema, unless it is opened to be repaired; `store-damaged-earlier` if only the
 *   version that wrote it can repair it
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const damage = new Damage(options.url ? undefined : options.folder);
  const engine = await openEngine(options, damage);
  const questions = engine.questions();
  const edits = engine.edits();
  const openWriter = () => openFileWriter(questions, options);
  const { questionSeconds = 0 } = options;
  const isWhole = () => damage.known().length === 0;
  const lanes = {
    ...{ engine, questions, openWriter, questionSeconds, isWhole },
    ...{ steps: new Steps(edits), slices: new SliceMemory() },
  };
  const { changes, ...parts } = writersOf(engine, lifeOf(options.folder, engine.isReadOnly));
  const keepCopies = async () => {
    if (!engine.isReadOnly) await damage.keepCopies(engine);
  };
  // One instance, so that its users share what it remembers: the structure of reports takes many statements to read.
  let whole: OperatorStore | undefined;
  function as(scope: Everything): OperatorStore;
  function as(scope: Scope): ScopedStore;
  function as(scope: Scope): ScopedStore {
    if (!isEverything(scope)) return scopedStore(lanes, scope);
    whole ??= operatorStore(lanes, scope);
    return whole;
  }
  try {
    await damage.look(engine);
    await prepare(engine, { ...parts, changes }, options, damage);
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return {
    as,
    edits: (scope) => operatorStore({ ...lanes, engine: edits, questions: edits }, scope),
    ...parts,
    load: (table, rows) => engine.load(table, rows),
    renameLists: (renames) => renameLists(engine, renames),
    layoutMove: (tools) => new LayoutMove(engine, tools),
    endGuided: (progress) => endGuided(engine, progress),
    withoutMerges: (work) => withoutMerges(engine, work),
    changes: changeFeed(changes, edits),
    followFlip: (written) => followFlip({ ...parts, changes }, written),
    written: (tables) => engine.writes(tables),
    damage: () => damage.known(),
    isReadOnly: engine.isReadOnly,
    keepCopies: () => keepCopies(),
    freeze: (isKnown) => freeze(engine, options.folder, isKnown),
    close: async () => {
      try {
        await keepCopies();
      } finally {
        await engine.close();
      }
    },
  };
}

async function prepare(engine: Engine, parts: Writers, options: StoreOptions, damage: Damage): Promise<void> {
  const [problem] = damage.known();
  if (problem !== undefined || engine.isReadOnly) {
    const schema = await new StoreHealth(engine).schema();
    if (schema.found === schema.known) return;
    if (problem !== undefined && options.isRepairing && !engine.isReadOnly)
      return bringUpToDate(engine, options);
    if (problem !== undefined) throw damagedBefore(schema, problem);
    throw new SundialError('store-unwritable', {
      folder: options.folder,
      problem: 'it is read-only, and an earlier Sundial wrote it',
    });
  }
  if (!options.url) dropFrozen(options.folder);
  await bringUpToDate(engine, options);
  await recover(engine, parts);
}

async function bringUpToDate(
  engine: Engine,
  { url, folder, guidance, fillProgress: progress }: StoreOptions,
): Promise<void> {
  await migrate(engine, url ? new URL(url).host : folder, { guidance, progress });
}
