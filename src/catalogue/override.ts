// The local override: what `sundial catalogue update` learnt, kept in the data folder and laid over the shipped data.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SundialError } from '../domain/errors.js';
import type { Entry } from './data.js';

export interface Override {
  /** The file or address that was applied last. */
  readonly source: string;
  /** When, ISO 8601. */
  readonly updated: string;
  /** Plain values only: no twins, no runs of columns. */
  readonly types: Readonly<Record<string, Entry>>;
}

/** Where the override of a data folder lies. */
export function overrideFile(dataDir: string): string {
  return join(dataDir, 'catalogue.json');
}

/** Reads an override; undefined where there is none. Throws `catalogue-unreadable` where it is damaged. */
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

/** Writes an override so that a reader sees the old or the new one, never a part. */
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

/** Removes an override; false where there was none. */
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

/** People edit files: an entry of the wrong shape must not surface later as a puzzle. */
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
