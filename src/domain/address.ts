// Addresses and networks: reading text to 16 bytes (IPv4 as ::ffff:a.b.c.d) and printing them back.
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A host or network as its first and last address, 16 bytes each, host bits masked. */
export interface AddressRange {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
  readonly isNetwork: boolean;
}

/** Maximum length of the text of an address or network; longer text is rejected without parsing. */
const LONGEST = 64;
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function bytesOf(address: ipaddr.IPv4 | ipaddr.IPv6): Uint8Array {
  const bytes = address.toByteArray();
  return Uint8Array.from(bytes.length === 4 ? [...MAPPED_PREFIX, ...bytes] : bytes);
}

function parseHost(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // For a text of the other family or a host name, ipaddr.js throws and catches an error: a hundred times as slow.
  if (!text.includes(':')) return isIPv4(text) ? new ipaddr.IPv4(text.split('.').map(Number)) : undefined;
  // A zone (fe80::1%eth0) has no meaning outside its host; ipaddr.js would drop it.
  return !text.includes('%') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** Reads `192.0.2.1`, `2001:db8::1` or a CIDR such as `192.0.2.0/24`; undefined for anything else. */
export function parseAddress(text: string): AddressRange | undefined {
  if (text.length > LONGEST) return undefined;
  const slash = text.indexOf('/');
  const host = parseHost(slash < 0 ? text : text.slice(0, slash));
  if (!host) return undefined;
  const first = bytesOf(host);
  if (slash < 0) return { first, last: first, isNetwork: false };
  const lengthText = text.slice(slash + 1);
  const bits = host.kind() === 'ipv4' ? 32 : 128;
  if (!/^\d{1,3}$/.test(lengthText) || Number(lengthText) > bits) return undefined;
  return maskNetwork(first, Number(lengthText) + (128 - bits), 128);
}

/** The network of `prefix` bits (of 128) around an address. A full-length prefix is a host. */
function maskNetwork(address: Uint8Array, prefix: number, bits: number): AddressRange {
  if (prefix === bits) return { first: address, last: address, isNetwork: false };
  const first = Uint8Array.from(address);
  const last = Uint8Array.from(address);
  for (let i = 0; i < 16; i++) {
    const kept = Math.max(0, Math.min(8, prefix - i * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    first[i] = first[i]! & mask;
    last[i] = last[i]! | (~mask & 0xff);
  }
  return { first, last, isNetwork: true };
}

/** Whether a range lies entirely in another one. */
export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return Buffer.compare(outer.first, inner.first) <= 0 && Buffer.compare(inner.last, outer.last) <= 0;
}

/** The canonical text: dotted for mapped IPv4, RFC 5952 for IPv6. */
export function formatAddress(bytes: Uint8Array): string {
  if (isMapped(bytes)) return [...bytes.subarray(12)].join('.');
  return new ipaddr.IPv6([...bytes]).toRFC5952String();
}

/** The canonical text of a range: the address, or `first/prefix`. */
export function formatRange(range: AddressRange): string {
  if (!range.isNetwork) return formatAddress(range.first);
  const prefix = prefixBits(range);
  return `${formatAddress(range.first)}/${isMapped(range.first) ? prefix - 96 : prefix}`;
}

/** The number of the 128 bits that are the same in the whole range; all of them for an address. */
export function prefixBits({ first, last }: AddressRange): number {
  let prefix = 0;
  while (prefix < 128 && bitAt(first, prefix) === bitAt(last, prefix)) prefix++;
  return prefix;
}

/** An address in the text form of the engine's IPv6 type, including IPv4. */
export function ipv6Text(bytes: Uint8Array): string {
  const text = formatAddress(bytes);
  return text.includes(':') ? text : `::ffff:${text}`;
}

function bitAt(bytes: Uint8Array, bit: number): number {
  return (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
}

function isMapped(bytes: Uint8Array): boolean {
  return MAPPED_PREFIX.every((byte, index) => bytes[index] === byte);
}
