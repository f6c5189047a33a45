// Reads cells as the values that STIX permits: addresses, numbers, names, URLs, times. Undefined if a cell is not one.
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { formatRange, parseAddress } from '../../domain/address.js';
import { STIX_LIMITS } from '../../domain/limits-stix.js';

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Characters that change the direction or the visibility of text around them. */
const HIDDEN = /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const SURROGATE = /[\ud800-\udfff]/;

/** Replaces lone surrogates, which no JSON text can carry. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? Buffer.from(text).toString() : text;
}

/** An address or network, with the type of its object. */
export interface Address {
  readonly type: 'ipv4-addr' | 'ipv6-addr';
  readonly value: string;
  readonly isNetwork: boolean;
}

/**
 * The text is kept as the report has it, because ids depend on it. Only IPv6 addresses with a dotted end get their usual
 * form, because the schemas of STIX refuse them: IPv4 for a mapped address, groups of digits for others.
 */
export function readAddress(text: string): Address | undefined {
  const [, address = '', bits] = /^([0-9a-fA-F.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0 || (bits !== undefined && Number(bits) > (family === 4 ? 32 : 128))) return undefined;
  const value = family === 6 && address.includes('.') ? usualForm(text) : text;
  if (value === undefined) return undefined;
  return { type: value.includes(':') ? 'ipv6-addr' : 'ipv4-addr', value, isNetwork: value.includes('/') };
}

function usualForm(text: string): string | undefined {
  const range = parseAddress(text);
  return range && formatRange(range);
}

const ASN_MAX = 0xffff_ffff;

export function readAsn(text: string): number | undefined {
  const [, digits] = /^(?:AS)?(\d{1,10})$/i.exec(text) ?? [];
  const number = Number(digits);
  return number >= 1 && number <= ASN_MAX ? number : undefined;
}

export function readPort(text: string): number | undefined {
  const port = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

/** A host name: labels of letters, digits, `-` and `_`, of which the last is not a number. */
export function readDomain(text: string): string | undefined {
  const labels = text.replace(/\.$/, '').split('.');
  const isName =
    text.length <= 253 &&
    labels.every((label) => label.length <= 63 && /^[\p{L}\p{M}\p{N}_-]+$/u.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!) &&
    domainToASCII(text) !== '';
  return isName ? text : undefined;
}

/** In lower case with colons, as STIX requires. */
export function readMac(text: string): string | undefined {
  const digits = text.toLowerCase().replaceAll(/[:.-]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? digits.match(/../g)!.join(':') : undefined;
}

/** An absolute URL with a host. */
export function readUrl(text: string): string | undefined {
  if (text.length > STIX_LIMITS.urlCharacters) return undefined;
  // Only the characters of RFC 3986: everything else has to be escaped.
  if (!/^[a-z][a-z0-9+.-]*:\/\/(?:%[0-9a-f]{2}|[\w.~:/?#[\]@!$&'()*+,;=-])+$/i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}

/** The name of a protocol, such as `tcp`. */
export function readProtocol(text: string): string | undefined {
  const name = text.toLowerCase();
  return /^[a-z0-9][a-z0-9_.+-]{0,31}$/.test(name) ? name : undefined;
}

/** A CVE number in upper case. */
export function readCve(text: string): string | undefined {
  return /^CVE-\d{4}-\d{4,19}$/i.test(text) ? text.toUpperCase() : undefined;
}

/** A word as a label, without hidden characters. */
export function readLabel(text: string): string | undefined {
  const label = wellFormed(text).replace(HIDDEN, '').trim();
  if (label === '' || label.length > STIX_LIMITS.labelCharacters || CONTROL.test(label)) return undefined;
  return label;
}

/** A line of text without control characters, of at most `most` characters. */
export function readLine(text: string, most: number): string | undefined {
  const line = wellFormed(text).replace(HIDDEN, '').trim();
  return line === '' || line.length > most || CONTROL.test(line) ? undefined : line;
}

/** As reports write what is true or not. */
export function readYesOrNo(text: string): boolean | undefined {
  const answer = text.toUpperCase();
  return answer === 'Y' || answer === 'N' ? answer === 'Y' : undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time in UTC as reports write it, or as OpenSSL does in certificates (`Jul  4 16:19:08 2014 GMT`); to the second. */
export function readTime(text: string): string | undefined {
  const [, day, time] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?:Z|\+00:?00| UTC)?$/.exec(text) ?? [];
  if (day !== undefined) return realTime(`${day}T${time}`);
  const [, month, date, clock, year] =
    /^([A-Za-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})(?: GMT)?$/.exec(text) ?? [];
  const number = MONTHS.indexOf(month?.toLowerCase() ?? '');
  if (number < 0) return undefined;
  return realTime(`${year}-${String(number + 1).padStart(2, '0')}-${date!.padStart(2, '0')}T${clock}`);
}

/** Undefined for a day that no month has. */
function realTime(time: string): string | undefined {
  const instant = new Date(`${time}Z`);
  return instant.getUTCDate() === Number(time.slice(8, 10)) ? `${time}Z` : undefined;
}
