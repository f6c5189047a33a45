// Reads the subject of a whitelist entry: an address, a network, a host name, all names below a domain, or a device.
import { type AddressRange, formatRange, ipv6Text, parseAddress, prefixBits } from '../domain/address.js';
import { SundialError } from '../domain/errors.js';
import { hostName } from '../domain/host-name.js';
import type { TableReader } from '../store/index.js';

export interface ListedSubject {
  /** The canonical form, as printed. */
  readonly subject: string;
  readonly subject_kind: 'network' | 'name' | 'device';
  readonly first: string;
  readonly last: string;
  readonly prefix: number;
  readonly name: string;
}

const NO_ADDRESS = { first: '::', last: '::', prefix: 0 };
const DEVICE = /^device:(.{1,200})$/;

/**
 * Reads a subject. The name of a device in the inventory means that device; `device:NAME` may also name a device that is
 * not in the inventory yet.
 *
 * @throws SundialError `whitelist-subject`
 */
export async function readSubject(tables: TableReader, asked: string): Promise<ListedSubject> {
  const text = asked.trim();
  const range = parseAddress(text);
  if (range) return ofRange(range);
  const device = DEVICE.exec(text)?.[1] ?? ((await isDevice(tables, text)) ? text : undefined);
  if (device !== undefined)
    return { subject: `device:${device}`, subject_kind: 'device', ...NO_ADDRESS, name: device };
  const below = text.startsWith('*.');
  const host = hostName(below ? text.slice(2) : text);
  // A single word is more likely a mistyped device than a host name.
  if (!host?.includes('.')) throw new SundialError('whitelist-subject', { subject: asked });
  const name = below ? `*.${host}` : host;
  return { subject: name, subject_kind: 'name', ...NO_ADDRESS, name };
}

function ofRange(range: AddressRange): ListedSubject {
  return {
    subject: formatRange(range),
    subject_kind: 'network',
    first: ipv6Text(range.first),
    last: ipv6Text(range.last),
    prefix: prefixBits(range),
    name: '',
  };
}

async function isDevice(tables: TableReader, name: string): Promise<boolean> {
  const [row] = await tables.rows<{ rows: number }>(
    'SELECT count() AS rows FROM inventory WHERE device = {name:String}',
    { name },
  );
  return row!.rows > 0;
}
