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
/** The bits of an IPv6 address before those of a mapped IPv4 address. */
const MAPPED_BITS = 96;

/** The 16 bytes of an address; tables have millions of them, most of IPv4, which are cut here without objects between. */
function parseHost(text: string): Uint8Array | undefined {
  // For a text of the other family or a host name, ipaddr.js throws and catches an error: a hundred times as slow.
  if (!text.includes(':')) return isIPv4(text) ? mappedBytes(text) : undefined;
  // A zone (fe80::1%eth0) has no meaning outside its host; ipaddr.js would drop it.
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  // An address of ::/96 is an IPv6 address (RFC 4291, 2.5.5.1); without the zero, ipaddr.js takes it for the IPv4 address.
  return Uint8Array.from(ipaddr.IPv6.parse(text.replace(/^::(?=\d+\.)/, '0::')).toByteArray());
}

/** @param text a valid IPv4 address */
function mappedBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(MAPPED_PREFIX);
  let byte = MAPPED_PREFIX.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) byte++;
    else bytes[byte] = bytes[byte]! * 10 + (code - ZERO);
  }
  return bytes;
}

const [DOT, ZERO] = [0x2e, 0x30];

/** Reads `192.0.2.1`, `2001:db8::1` or a CIDR such as `192.0.2.0/24`; undefined for anything else. */
export function parseAddress(text: string): AddressRange | undefined {
  if (text.length > LONGEST) return undefined;
  const slash = text.indexOf('/');
  const first = parseHost(slash < 0 ? text : text.slice(0, slash));
  if (!first) return undefined;
  if (slash < 0) return { first, last: first, isNetwork: false };
  const lengthText = text.slice(slash + 1);
  const before = text.includes(':') ? 0 : MAPPED_BITS;
  if (!/^\d{1,3}$/.test(lengthText) || Number(lengthText) > 128 - before) return undefined;
  return maskNetwork(first, Number(lengthText) + before);
}

/** The network of `prefix` bits (of 128) around an address. A full-length prefix is a host. */
function maskNetwork(address: Uint8Array, prefix: number): AddressRange {
  if (prefix === 128) return { first: address, last: address, isNetwork: false };
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
  if (isMapped(bytes)) return `${bytes[12]}.${bytes[13]}.${bytes[14]}.${bytes[15]}`;
  return new ipaddr.IPv6([...bytes]).toRFC5952String();
}

/** The canonical text of a range: the address, or `first/prefix`. */
export function formatRange(range: AddressRange): string {
  if (!range.isNetwork) return formatAddress(range.first);
  const prefix = prefixBits(range);
  return `${formatAddress(range.first)}/${isMapped(range.first) ? prefix - MAPPED_BITS : prefix}`;
}

/** The number of the 128 bits that are the same in the whole range; all of them for an address. */
export function prefixBits({ first, last }: AddressRange): number {
  for (let byte = 0; byte < 16; byte++) {
    const differing = first[byte]! ^ last[byte]!;
    if (differing !== 0) return byte * 8 + Math.clz32(differing) - 24;
  }
  return 128;
}

/** An address in the text form of the engine's IPv6 type, including IPv4. */
export function ipv6Text(bytes: Uint8Array): string {
  const text = formatAddress(bytes);
  return text.includes(':') ? text : `::ffff:${text}`;
}

function isMapped(bytes: Uint8Array): boolean {
  for (let index = 0; index < MAPPED_PREFIX.length; index++)
    if (bytes[index] !== MAPPED_PREFIX[index]) return false;
  return true;
}
