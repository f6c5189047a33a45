// Detects at opening that a store has lost data, without reading rows: only the engine's records of parts are compared.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.js';
import { type ActivePart, activeParts } from './active-parts.js';
import type { Copies } from './copies.js';
import { contentOf, ENGINE_FOLDER } from './engine-files.js';
import { covers, isPatch, parsePartName } from './part-name.js';
import { lostPatches } from './patches.js';

/** Number of examples named in one sentence; the others are counted. */
const NAMED = 3;

/**
 * The damage of an embedded store, one sentence each; empty for an intact store. The content of parts is checked when
 * they are read, and by `checkParts`.
 */
export async function findDamage(engine: Engine, dataFolder: string, copies: Copies): Promise<string[]> {
  const state = copies.state();
  const changed = state?.strict
    ? changedDefinitions(path.join(dataFolder, ENGINE_FOLDER), state.definitions)
    : [];
  const broken = await brokenParts(engine);
  const parts = await activeParts(engine);
  const missing = state?.strict ? missingParts(parts, state.parts) : [];
  const unchanged = state?.strict ? lostPatches(parts, state.patches ?? []) : [];
  const lost = (await hasLedger(engine)) ? await lostRows(engine, parts) : [];
  return [
    ...several('the definition of a table was changed or removed', changed),
    ...several('the engine set aside a part that it cannot read', broken),
    ...several('a part has disappeared', missing),
    ...several('a change to rows has disappeared, so that too many of them count', unchanged),
    ...several('the store holds fewer rows than the ledger counts', lost),
  ];
}

function several(what: string, examples: readonly string[]): string[] {
  if (examples.length === 0) return [];
  const more = examples.length > NAMED ? ` and ${examples.length - NAMED} more` : '';
  return [`${what}: ${examples.slice(0, NAMED).join(', ')}${more}`];
}

/** Definitions that have changed; file names only, because the folder names mean nothing to people. */
function changedDefinitions(engine: string, before: Readonly<Record<string, string>>): string[] {
  return Object.entries(before)
    .filter(([file, state]) => existsSync(engine) && contentOf(path.join(engine, file)) !== state)
    .map(([file]) => path.basename(file));
}

/** Parts that the engine detached, with their rows, when it opened their table. */
export async function brokenParts(engine: Pick<Engine, 'rows'>): Promise<string[]> {
  const rows = await engine.rows<{ part: string }>(
    `SELECT concat(table, '/', name) AS part FROM system.detached_parts
     WHERE database = currentDatabase() ORDER BY part`,
  );
  return rows.map(({ part }) => part);
}

function missingParts(
  parts: readonly ActivePart[],
  before: readonly { readonly table: string; readonly name: string }[],
): string[] {
  const active = new Map<string, string[]>();
  for (const { table, name } of parts) active.set(table, [...(active.get(table) ?? []), name]);
  const isThere = ({ table, name }: { table: string; name: string }) => {
    const names = active.get(table) ?? [];
    if (names.includes(name)) return true;
    const wanted = parsePartName(name);
    return names.map(parsePartName).some((part) => part && wanted && covers(part, wanted));
  };
  return before.filter((part) => !isThere(part)).map(({ table, name }) => `${table}/${name}`);
}

/** Whether the ledger can be queried: not in a store with an early schema, or without the ledger's definition. */
async function hasLedger(engine: Engine): Promise<boolean> {
  const [row] = await engine.rows<{ found: number }>(
    `SELECT count() AS found FROM system.columns
     WHERE database = currentDatabase() AND table = 'ledger' AND name = 'events_state'`,
  );
  return row!.found > 0;
}

/** The latest row of each load, read without the view, because the view's definition may be lost. */
const KEPT =
  "(SELECT * FROM ledger ORDER BY seq DESC LIMIT 1 BY load) WHERE state = 'live' AND events_state = 'kept'";

/**
 * Days with fewer stored rows than the ledger counts, according to the engine's records of parts. These records still
 * count removed rows that are not merged away, so this check can show a loss but no surplus. A surplus shows by the
 * patches that have disappeared; "sundial doctor" counts all rows.
 */
async function lostRows(engine: Engine, parts: readonly ActivePart[]): Promise<string[]> {
  const expected = await engine.rows<{ day: string; rows: number; quarantined: number }>(
    `SELECT toString(report_date) AS day, sum(accepted + duplicate) AS rows, sum(ledger_rows.quarantined) AS quarantined
     FROM (SELECT * FROM ${KEPT}) AS ledger_rows GROUP BY day ORDER BY day`,
  );
  const stored = new Map<string, number>();
  for (const { table, name, day, rows } of parts) {
    const place = table === 'event_rows' ? day : table;
    if (!isPatch(name)) stored.set(place, (stored.get(place) ?? 0) + rows);
  }
  const storedIn = (place: string) => stored.get(place) ?? 0;
  const aside = expected.reduce((sum, day) => sum + day.quarantined, 0);
  const compared = [
    ...expected.map(({ day, rows }) => ({ what: day, rows, found: storedIn(day) })),
    { what: 'rows set aside', rows: aside, found: storedIn('quarantine_rows') },
  ];
  return compared
    .filter(({ rows, found }) => found < rows)
    .map(({ what, rows, found }) => `${what} (${found} of ${rows})`);
}
