// Reads one option's value from text: its type, limits and folder, or the problem.
import { isAbsolute, join, resolve } from 'node:path';
import type { Option, Value } from '../domain/option.js';
import { inUnit } from './duration.js';

/** The content of a place: one text, or the texts of a list. */
export type Raw = string | readonly string[];

/**
 * A value, or the problem with it. Problems never quote the text that was read, because it may be a misplaced secret.
 */
export type Reading = { readonly value: Value } | { readonly problem: string };

/** The folder of relative paths and the meaning of `~`. */
export interface Folders {
  readonly base: string;
  readonly home: string;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** Makes a path absolute; `~` and `~/...` refer to the home folder. */
export function absolutePath(path: string, { base, home }: Folders): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(base, path);
}

/** Whether a place is empty, so that the next place is consulted. */
export function isEmpty(raw: Raw): boolean {
  return typeof raw === 'string' ? raw.trim() === '' : raw.every((item) => item.trim() === '');
}

/** Reads the content of a place as the option's type. Paths become absolute; texts stay unchanged. */
export function readValue(option: Option, raw: Raw, folders: Folders): Reading {
  if (option.type === 'list') return { value: listItems(raw) };
  if (option.type === 'numbers') return readNumbers(listItems(raw), option);
  if (typeof raw !== 'string') return { problem: 'is a list' };
  const text = raw.trim();
  switch (option.type) {
    case 'string':
      return { value: raw };
    case 'path':
      return readPath(text, folders);
    case 'url':
      return readUrl(text, option.schemes, option.secret === true);
    case 'integer':
      return readInteger(option.duration ? inUnit(text, option.duration) : text, option.min, option.max);
    case 'number':
      return readNumber(text, option.min, option.max);
    case 'boolean':
      return readBoolean(text);
    case 'enum':
      return readEnum(option.synonyms?.[text] ?? text, option.values);
  }
}

function listItems(raw: Raw): string[] {
  const items = typeof raw === 'string' ? raw.split(',') : raw;
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function readNumbers(
  items: readonly string[],
  { min, max }: { readonly min: number; readonly max: number },
): Reading {
  const numbers = new Map<string, number>();
  for (const item of items) {
    const [, name = '', text = ''] = /^([^=]+?)\s*=\s*(.*)$/.exec(item) ?? [];
    if (name === '') return { problem: 'holds an entry without a name and a number' };
    const reading = readInteger(text, min, max);
    if ('problem' in reading) return { problem: `holds a value that ${reading.problem}` };
    numbers.set(name, reading.value as number);
  }
  return { value: Object.fromEntries(numbers) };
}

function readPath(text: string, folders: Folders): Reading {
  // A shell would look up this user's home; taken literally, the path would create a folder named after the user.
  if (/^~[^/]/.test(text)) return { problem: "starts at another user's home folder" };
  return { value: absolutePath(text, folders) };
}

function readUrl(text: string, schemes: readonly string[], secret: boolean): Reading {
  if (!URL.canParse(text)) return { problem: 'is not a URL' };
  const url = new URL(text);
  if (!schemes.includes(url.protocol.slice(0, -1))) return { problem: 'has another scheme' };
  if (url.host === '') return { problem: 'lacks a host' };
  // Addresses are shown in tables and errors, which would reveal a user name or password in them.
  if (!secret && (url.username || url.password)) return { problem: 'contains a user name or password' };
  return { value: text };
}

function readInteger(text: string, min: number, max: number): Reading {
  if (!/^[+-]?\d+$/.test(text)) return { problem: 'is not a whole number' };
  return within(Number(text), min, max);
}

function readEnum(text: string, values: readonly string[]): Reading {
  return values.includes(text) ? { value: text } : { problem: 'is not one of its values' };
}

function readNumber(text: string, min: number, max: number): Reading {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return { problem: 'is not a number' };
  return within(Number(text), min, max);
}

function within(value: number, min: number, max: number): Reading {
  if (value < min) return { problem: 'is too small' };
  return value > max ? { problem: 'is too large' } : { value };
}

function readBoolean(text: string): Reading {
  const value = BOOLEANS.get(text.toLowerCase());
  return value === undefined ? { problem: 'is neither true nor false' } : { value };
}

/** The values that the option accepts, in words that end a sentence. */
export function expectedValue(option: Option): string {
  switch (option.type) {
    case 'string':
      return 'text';
    case 'path':
      return 'a path';
    case 'url':
      return `a URL that starts with ${option.schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
    case 'integer':
      return `a whole number from ${option.min} to ${option.max}${option.duration ? ', or a duration such as P1D or 12h' : ''}`;
    case 'number':
      return `a number from ${option.min} to ${option.max}`;
    case 'boolean':
      return 'true or false';
    case 'enum':
      return `one of ${option.values.join(', ')}`;
    case 'list':
      return 'a list of texts, or texts separated by commas';
    case 'numbers':
      return `names, each with a whole number from ${option.min} to ${option.max}: a map in YAML, or text such as a=1, b=2`;
  }
}
