// How the text of a cell becomes a value: the conversions that the rules name.
import { addressText, fqdnText, networkText } from './names.js';
import { utcTime } from './time.js';

/** A value of an IntelMQ event; whole numbers that JavaScript cannot hold exactly are bigints. */
export type Value = string | number | bigint | boolean;

/** Says that a text has no such value and stays in `extra` as it is. */
export const KEPT = Symbol('kept as text');

/** The row of the cell: the text of each column, the last one of columns with equal names. */
export type Row = ReadonlyMap<string, string>;

/** @returns the value; undefined = the cell says nothing; {@link KEPT} */
type Convert = (text: string, row: Row) => Value | undefined | typeof KEPT;

const TRUE: ReadonlySet<string> = new Set(['y', 'yes', 'true', 'enabled', '1']);
const FALSE: ReadonlySet<string> = new Set(['n', 'no', 'false', 'disabled', '0']);

/** A long number is a text that happens to have digits. */
const INTEGER = /^[+-]?\d{1,40}$/;
const DECIMAL = /^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?$/i;
const CVE = /^cve-[0-9]+-[0-9]+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * By the names that rules use. They do what the functions of IntelMQ's Shadowserver parser do (`_config.py` in
 * certtools/intelmq), except where those give up the whole row: such a text is kept.
 */
export const CONVERSIONS = {
  /** The text as it is, also an empty one. */
  verbatim: (text) => text,
  /** The text, unless it only says that there is none. */
  text: (text) => (text === '' || text === '0' || text === 'unknown' ? undefined : text),
  integer: (text) => (text === '' ? undefined : integer(text)),
  nonzero: (text) => {
    const value = text === '' ? undefined : integer(text);
    return value === 0 ? undefined : value;
  },
  decimal,
  boolean: (text) => {
    const word = text.toLowerCase();
    return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
  },
  /** Time in UTC, also if it does not say so. */
  date: (text) => (text === '' ? undefined : (utcTime(text) ?? KEPT)),
  /** A single address; a network or another text is kept. */
  address: (text) => addressText(text) ?? KEPT,
  'address or nothing': addressText,
  'network or nothing': networkText,
  'hostname or nothing': (text) => fqdnText(text),
  /** The URL that host and path of the row make together; without both, the text of the cell. */
  url: (text, row) => requestedUrl(row) ?? text,
  'category or detail': (category, row) => category || row.get('detail'),
  base64: (text) =>
    text === '' || BASE64.test(text) ? text || undefined : Buffer.from(text).toString('base64'),
  /** The CVE ids among tags. */
  cves: (text) => {
    const ids = new Set(text.split(';').filter((tag) => CVE.test(tag)));
    return [...ids].sort().join(';') || undefined;
  },
  // A server with a web shell is already compromised; all others are vulnerable.
  'exchange taxonomy': (text) => (hasWebShell(text) ? 'intrusions' : 'vulnerable'),
  'exchange type': (text) => (hasWebShell(text) ? 'system-compromise' : 'vulnerable-system'),
  'exchange identifier': (text) =>
    hasWebShell(text) ? 'exchange-server-webshell' : 'vulnerable-exchange-server',
} as const satisfies Record<string, Convert>;

function integer(text: string): number | bigint | typeof KEPT {
  const digits = text.trim();
  if (!INTEGER.test(digits)) return KEPT;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value + 0 : BigInt(digits.replace(/^\+/, ''));
}

function decimal(text: string): number | undefined | typeof KEPT {
  if (text === '') return undefined;
  const value = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : KEPT;
}

const hasWebShell = (tags: string) => tags.includes('webshell');

/** Reports name the host in different columns, and some have a whole request line instead of a path. */
function requestedUrl(row: Row): string | undefined {
  const host = ['cc_dns', 'http_host', 'hostname', 'ip'].map((name) => row.get(name)).find(Boolean);
  const written = row.get('url') ?? row.get('http_url');
  if (!host || !written) return undefined;
  const path = written.replace(/^[^/]*/, '').replace(/\s.*$/s, '');
  const application = row.get('application') ?? '';
  return `${application === 'https' ? 'https' : 'http'}://${host}${path}`;
}
