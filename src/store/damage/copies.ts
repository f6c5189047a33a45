// Keeps a second copy of the data that the archive cannot restore: the ledger, deliveries, decisions and table definitions.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '../engine/engine.js';
import { type ActivePart, activeParts } from './active-parts.js';
import { definitions, ENGINE_FOLDER, tableFolders } from './engine-files.js';
import { isPatch } from './part-name.js';
import { type NeededPatch, neededPatches } from './patches.js';

/**
 * Tables that can be rebuilt from originals or from events, and the details of changes, without which consumers start
 * over; all other tables are copied.
 */
export const DERIVED_TABLES: readonly string[] = [
  'event_rows',
  'quarantine_rows',
  'count_rows',
  'finding_day_rows',
  'finding_versions',
  'projections',
  'triage_candidates',
  'change_rows',
  'withdrawn_rows',
];
/**
 * Tables whose parts are not recorded. Rows of reports are compared with the ledger instead, because parts of removed
 * loads disappear from these tables; candidates are removed after each use, and changes once they were received.
 */
const UNLISTED = [
  ...['event_rows', 'quarantine_rows', 'triage_candidates'],
  ...['change_rows', 'withdrawn_rows'],
];

/** A part that the store held when the copy was made. */
export interface CopiedPart {
  readonly table: string;
  readonly name: string;
}

/** The state of the store when the copy was made. */
export interface CopyState {
  /** False during work that removes whole parts on purpose: missing parts then prove no damage. */
  readonly strict: boolean;
  /** Fingerprints of the definition files, by path relative to the engine's folder. */
  readonly definitions: Readonly<Record<string, string>>;
  /** All parts, including patches. */
  readonly seen: readonly CopiedPart[];
  /** Parts that hold rows; such a part may only disappear if a merged part replaces it. */
  readonly parts: readonly CopiedPart[];
  /** The patches of all tables that rows depend on; undefined in a state from before they were noted. */
  readonly patches?: readonly NeededPatch[] | undefined;
}

const COPIES = 'copies';
const STATE_FILE = 'state.json';

/** The copies of one data folder. */
export class Copies {
  /** A tree with the layout of the engine's folder, containing the copied files. */
  readonly tree: string;
  private readonly engine: string;
  private readonly folder: string;

  constructor(dataFolder: string) {
    this.engine = path.join(dataFolder, ENGINE_FOLDER);
    this.folder = path.join(dataFolder, COPIES);
    this.tree = path.join(this.folder, ENGINE_FOLDER);
  }

  /** The state at the last copy; undefined before the first copy. */
  state(): CopyState | undefined {
    try {
      return JSON.parse(readFileSync(path.join(this.folder, STATE_FILE), 'utf8')) as CopyState;
    } catch {
      return undefined;
    }
  }

  /** Copies new parts and drops the copies of removed ones. Parts never change, so each part is copied once. */
  async update(engine: Pick<Engine, 'rows'>): Promise<void> {
    const before = this.state();
    const all = await activeParts(engine);
    const active = recorded(all);
    const now = definitions(this.engine);
    const patches = neededPatches(all);
    if (before?.strict && isSame(before, active, now) && isDeepStrictEqual(before.patches, patches)) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const file of now.keys()) this.copy(file);
    const folders = tableFolders(this.engine);
    const copied = active.filter(({ table }) => !DERIVED_TABLES.includes(table) && folders.has(table));
    for (const { table, name } of copied) this.copyOnce(path.join(folders.get(table)!, name));
    const parts = await withRows(engine, active, before);
    this.write({ strict: true, definitions: Object.fromEntries(now), seen: active, parts, patches });
    this.dropOthers(copied, folders);
  }

  /** Records that parts may disappear on purpose from now on, until the next copy. */
  loosen(): void {
    const before = this.state();
    if (before?.strict) this.write({ ...before, strict: false });
  }

  /** Forgets the patches, because all rows were compared with the ledger and wrong ones loaded again. */
  forgetPatches(): void {
    const before = this.state();
    if (before?.patches) this.write({ ...before, patches: [] });
  }

  /** Removes all copies, because another store is about to replace this one. */
  drop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(state: CopyState): void {
    const file = path.join(this.folder, STATE_FILE);
    rmSync(`${file}.new`, { force: true });
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600, flag: 'wx', flush: true });
    renameSync(`${file}.new`, file);
  }

  private copy(file: string): void {
    const target = path.join(this.tree, file);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    rmSync(`${target}.new`, { force: true });
    // Without `recursive`, Node 22 and later refuse a link to a folder, such as that of the engine's database.
    cpSync(path.join(this.engine, file), `${target}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${target}.new`, target);
  }

  private copyOnce(folder: string): void {
    const target = path.join(this.tree, folder);
    if (existsSync(target)) return;
    rmSync(`${target}.new`, { recursive: true, force: true });
    cpSync(path.join(this.engine, folder), `${target}.new`, { recursive: true });
    renameSync(`${target}.new`, target);
  }

  private dropOthers(copied: readonly CopiedPart[], folders: ReadonlyMap<string, string>): void {
    for (const [table, folder] of folders) {
      const names = new Set(copied.filter((part) => part.table === table).map(({ name }) => name));
      const target = path.join(this.tree, folder);
      if (!existsSync(target)) continue;
      for (const entry of readdirSync(target, { withFileTypes: true }))
        if (entry.isDirectory() && !names.has(entry.name))
          rmSync(path.join(target, entry.name), { recursive: true, force: true });
    }
  }
}

/** The parts of the tables whose parts are recorded. */
function recorded(parts: readonly ActivePart[]): CopiedPart[] {
  return parts.filter(({ table }) => !UNLISTED.includes(table)).map(({ table, name }) => ({ table, name }));
}

function isSame(before: CopyState, active: readonly CopiedPart[], now: ReadonlyMap<string, string>): boolean {
  const files = Object.entries(before.definitions);
  return (
    namesOf(before.seen) === namesOf(active) &&
    files.length === now.size &&
    files.every(([file, state]) => now.get(file) === state)
  );
}

/** The parts that hold rows: when the engine merges, it drops empty parts and patches. */
async function withRows(
  engine: Pick<Engine, 'rows'>,
  active: readonly CopiedPart[],
  before: CopyState | undefined,
): Promise<CopiedPart[]> {
  const tables = [...new Set(active.map((part) => part.table))];
  const of = (table: string, parts: readonly CopiedPart[]) => parts.filter((part) => part.table === table);
  const isUnchanged = (table: string) =>
    before && namesOf(of(table, before.seen)) === namesOf(of(table, active));
  const known = before?.parts.filter(({ table }) => isUnchanged(table)) ?? [];
  const changed = tables.filter((table) => !isUnchanged(table));
  if (changed.length === 0) return known;
  const read = await engine.rows<CopiedPart>(
    changed
      .map((table) => `SELECT DISTINCT '${table}' AS table, _part AS name FROM ${table}`)
      .join(' UNION ALL '),
  );
  return [...known, ...read.filter(({ name }) => !isPatch(name))];
}

const namesOf = (parts: readonly CopiedPart[]): string =>
  parts.map(({ table, name }) => `${table}/${name}`).join('\n');
