// The local override: the data from `sundial catalogue update`, kept in the data folder and applied to the shipped
// data.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SundialError } from '../domain/errors.js';
import type { Entry } from './data.js';

export interface Override {
  /** The last file or address that was applied. */
  readonly source: string;
  /** The time of that update, ISO 8601. */
  readonly updated: string;
  /** Only plain values, without twins and sets of columns. */
  readonly types: Readonly<Record<string, Entry>>;
}

/** The path of a data folder's override. */
export function overrideFile(dataDir: string): string {
  return join(dataDir, 'catalogue.json');
}

/** Reads an override; undefined if there is none. Throws `catalogue-unreadable` if the override is damaged. */
export function readOverride(file: string): Override | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw damaged(file, code ?? 'not readable', thrown);
  }
  try {
    const override = JSON.parse(text) as Partial<Override> | null;
    if (isPlain(override?.types) && Object.values(override.types).every(isEntry)) return override as Override;
  } catch (thrown) {
    throw damaged(file, 'not JSON', thrown);
  }
  throw damaged(file, 'no list of types');
}

/** Writes an override so that readers see either the old or the new one, never a part. */
export function writeOverride(file: string, override: Override): void {
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, `${JSON.stringify(override, undefined, 1)}\n`, { flush: true });
    renameSync(part, file);
  } catch (thrown) {
    rmSync(part, { force: true });
    throw unwritable(file, thrown);
  }
}

/** Removes an override; false if there was none. */
export function removeOverride(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw unwritable(file, thrown);
  }
}

/** People edit files, so an entry of the wrong form is reported here rather than causing obscure errors later. */
function isEntry(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { name = '', rsit = '', link = '', columns = [], retired = false } = value;
  const texts = [name, rsit, link, ...(Array.isArray(columns) ? columns : [columns])];
  return (
    Array.isArray(columns) && texts.every((text) => typeof text === 'string') && typeof retired === 'boolean'
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(file: string, problem: string, cause?: unknown): SundialError {
  const advice = `${problem}; "sundial catalogue reset" removes it`;
  return new SundialError('catalogue-unreadable', { file, problem: advice }, { cause });
}

function unwritable(file: string, cause: unknown): SundialError {
  const { code = 'unknown reason' } = cause as NodeJS.ErrnoException;
  const folder = dirname(file);
  if (code === 'ENOSPC') return new SundialError('disk-full', { file, folder }, { cause });
  return new SundialError('store-unwritable', { folder, problem: code }, { cause });
}
