// Checks and escapes values for CEF.
import { isIPv4 } from 'node:net';
import { parseAddress } from '../../domain/address.js';
import { ADDRESSES, KEYS, type Key } from './keys.js';

/** The key at which a cell is sent: that of its column, or the one for IPv6 or networks; undefined if it fits nowhere. */
export function keyOfCell(text: string, key: Key): Key | undefined {
  if (fits(text, key)) return key;
  const others = ADDRESSES[key];
  const address = others && parseAddress(text);
  if (!address) return undefined;
  if (text.includes('/')) return others.network;
  return text.includes(':') ? others.ipv6 : undefined;
}

function fits(text: string, key: Key): boolean {
  const type = KEYS[key];
  if (typeof type === 'object') return text.length <= type.text;
  if (type === 'ipv4') return isIPv4(text);
  if (type === 'float') return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text);
  if (type === 'port') return WHOLE.test(text) && Number(text) <= 65_535;
  return type === 'long' && WHOLE.test(text);
}

/** Numbers without leading zeros, which readers of numbers would lose, and below the greatest number of CEF. */
const WHOLE = /^(0|[1-9]\d{0,17})$/;

/** Characters that syslog forbids and CEF has no escape for; line breaks have one. */
const CONTROL = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** Characters with an escape, and spaces; most values have none of them. */
const SPECIAL = /[\x00-\x20\x7f-\x9f\\=]|^\s|\s$/;

/** Whether a reader of CEF gets exactly this text back: it has no control characters, and no space at an end. */
export function isExact(text: string): boolean {
  return !SPECIAL.test(text) || (text.search(CONTROL) < 0 && !/^\s|\s$/.test(text));
}

/** A value of an extension: CEF names the escapes of backslash, equals sign and line breaks. Others are written as `\x00`. */
export function escapedValue(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll(/[\\=]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** A field of the header: CEF names the escapes of backslash and pipe, and permits no line breaks. */
export function escapedHeader(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(CONTROL, ' ')
    .replaceAll(/[\\|]/g, '\\$&');
}

/** JSON without control characters; JSON itself permits those from U+007F on. */
export function jsonOf(cells: Readonly<Record<string, string>>): string {
  return JSON.stringify(cells).replaceAll(
    CONTROL,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
