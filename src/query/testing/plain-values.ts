// Reads cells as numbers, instants and addresses for the plain filter, without the program's own readers.

/** A host or network as two numbers of 128 bits; IPv4 is mapped. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
  readonly isIpv6: boolean;
}

export function asNumber(text: string, most: number): number | undefined {
  const digits = /^\s*(?:as)?(\d{1,12})\s*$/i.exec(text)?.[1];
  return digits !== undefined && Number(digits) <= most ? Number(digits) : undefined;
}

export function asInstant(text: string): number | undefined {
  const match = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)Z?\s*$/.exec(text);
  const seconds = match ? Date.parse(`${match[1]}T${match[2]}Z`) / 1000 : Number.NaN;
  return Number.isNaN(seconds) ? undefined : seconds;
}

const MAPPED = 0xffffn << 32n;

export function asRange(text: string): Span | undefined {
  const [host = '', bits] = text.trim().split('/');
  const isIpv6 = host.includes(':');
  const address = isIpv6 ? asIpv6(host) : asIpv4(host);
  if (address === undefined) return undefined;
  const free = BigInt(bits === undefined ? 0 : (isIpv6 ? 128 : 32) - Number(bits));
  const first = (address >> free) << free;
  return { first, last: first | ((1n << free) - 1n), isIpv6: isIpv6 && address >> 32n !== 0xffffn };
}

function asIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) | MAPPED;
}

function asIpv6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted ? asIpv4(dotted[2]!)! & 0xffff_ffffn : undefined;
  const plain = dotted
    ? `${dotted[1]}${(tail! >> 16n).toString(16)}:${(tail! & 0xffffn).toString(16)}`
    : text;
  const [left = '', right] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const missing = right === undefined ? 0 : 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...new Array<string>(Math.max(0, missing)).fill('0'), ...groups(right ?? '')];
  if (all.length !== 8 || all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** An IPv6 network matches only IPv6, although IPv4 is numerically inside ::/0. */
export function overlaps(stored: Span, asked: Span): boolean {
  const isMapped = stored.first >= MAPPED && stored.last <= (MAPPED | 0xffff_ffffn);
  return stored.first <= asked.last && stored.last >= asked.first && !(asked.isIpv6 && isMapped);
}
