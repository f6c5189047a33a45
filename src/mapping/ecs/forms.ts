// How the text of a cell becomes a value of ECS: one form for each kind of value, with the type that it has in an index.
import { isIP } from 'node:net';
import { isoDate } from './iso-date.js';
import {
  hostOf,
  requestMethod,
  requestTarget,
  requestVersion,
  urlDomain,
  urlFull,
  urlPath,
  urlPort,
  urlQuery,
  urlScheme,
} from './urls.js';

/** The types of fields in an index, by their names in Elasticsearch and OpenSearch. */
export type FieldType = 'keyword' | 'text' | 'date' | 'long' | 'float' | 'ip' | 'ip_range';

export type Value = string | number | readonly string[];

interface FormOfValue {
  readonly type: FieldType;
  /** For the reference: what becomes of the cell. */
  readonly says: string;
  /** The value; undefined if the cell has none of this form. */
  readonly of: (cell: string) => Value | undefined;
}

/** Larger numbers lose digits in JavaScript, and no column counts that far. */
const WHOLE = /^-?\d{1,15}$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** The largest number of the type float; an index refuses larger ones. */
const FLOAT_MAX = 3.402_823_4e38;

const whole = (cell: string): number | undefined => (WHOLE.test(cell) ? Number(cell) : undefined);
const within = (least: number, cell: string, most: number): number | undefined => {
  const number = whole(cell);
  return number !== undefined && number >= least && number <= most ? number : undefined;
};

function float(cell: string): number | undefined {
  const number = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  return Math.abs(number) <= FLOAT_MAX ? number : undefined;
}

/** An address without a zone: a zone is valid on one machine only, and indexes refuse it. */
export const ip = (cell: string): string | undefined =>
  isIP(cell) > 0 && !cell.includes('%') ? cell : undefined;

function range(cell: string): string | undefined {
  const [address = '', length = '', ...more] = cell.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const isRange = ip(address) !== undefined && more.length === 0 && /^\d{1,3}$/.test(length);
  return isRange && Number(length) <= bits ? cell : undefined;
}

/** An autonomous system; 0 means that it is unknown. */
const asn = (cell: string): number | undefined => within(1, cell.replace(/^AS/i, ''), 4_294_967_295);

/** Words between commas or semicolons, each once. */
function words(cell: string): readonly string[] | undefined {
  const found = cell.split(/[,;]/).map((word) => word.trim());
  const distinct = [...new Set(found)].filter((word) => word !== '');
  return distinct.length > 0 ? distinct : undefined;
}

/** ECS writes fingerprints of certificates in upper case and without colons. */
function fingerprint(cell: string): string | undefined {
  const digits = cell.replaceAll(/[:\s]/g, '').toUpperCase();
  return /^[0-9A-F]{32,128}$/.test(digits) ? digits : undefined;
}

const hash = (cell: string): string | undefined =>
  /^[0-9a-f]{32,128}$/i.test(cell) ? cell.toLowerCase() : undefined;

function serial(cell: string): string {
  const digits = cell.replaceAll(':', '');
  return /^[0-9a-f]+$/i.test(digits) ? digits.toUpperCase() : cell;
}

/** Six pairs of digits with hyphens, as in RFC 7042. */
function mac(cell: string): readonly string[] | undefined {
  const digits = cell.replaceAll(/[:.-]/g, '').toUpperCase();
  return /^[0-9A-F]{12}$/.test(digits) ? [digits.match(/../g)!.join('-')] : undefined;
}

const tls = (cell: string) => /^(TLS|SSL)[ _]?v?(\d(?:\.\d)?)$/i.exec(cell);

const techniques = (cell: string, isSub: boolean): readonly string[] | undefined => {
  const ids = (words(cell) ?? []).filter((id) => !isSub || id.includes('.'));
  const distinct = [...new Set(isSub ? ids : ids.map((id) => id.split('.')[0]!))];
  return distinct.length > 0 ? distinct : undefined;
};

const keyword = (says: string, of: FormOfValue['of']): FormOfValue => ({ type: 'keyword', says, of });

export const FORMS = {
  text: keyword('as it is', (cell) => cell),
  texts: keyword('a list with the text as it is', (cell) => [cell]),
  words: keyword('a list: the words between commas or semicolons', words),
  lower: keyword('in lower case', (cell) => cell.toLowerCase()),
  country: keyword('two letters, in upper case', (cell) =>
    /^[a-z]{2}$/i.test(cell) ? cell.toUpperCase() : undefined,
  ),
  ip: { type: 'ip', says: 'a single address', of: ip },
  ips: {
    type: 'ip',
    says: 'a list with a single address',
    of: (cell) => (ip(cell) === undefined ? undefined : [cell]),
  },
  family: keyword('ipv4 or ipv6', (cell) => (ip(cell) === undefined ? undefined : `ipv${isIP(cell)}`)),
  range: { type: 'ip_range', says: 'a network in CIDR notation', of: range },
  port: { type: 'long', says: 'a number up to 65535', of: (cell) => within(0, cell, 65_535) },
  asn: { type: 'long', says: 'a number, with or without AS before it; 0 means unknown', of: asn },
  long: { type: 'long', says: 'a whole number', of: whole },
  size: {
    type: 'long',
    says: 'a whole number from 0',
    of: (cell) => within(0, cell, Number.MAX_SAFE_INTEGER),
  },
  float: { type: 'float', says: 'a number', of: float },
  date: { type: 'date', says: 'a time in UTC, in ISO 8601', of: isoDate },
  mac: keyword('a list with the address as 00-00-5E-00-53-01', mac),
  fingerprint: keyword('hexadecimal digits in upper case, without colons', fingerprint),
  hash: keyword('hexadecimal digits in lower case', hash),
  serial: keyword('without colons, hexadecimal digits in upper case', serial),
  tls_version: keyword('the number in TLSv1.2', (cell) => tls(cell)?.[2]),
  tls_protocol: keyword('tls or ssl', (cell) => tls(cell)?.[1]?.toLowerCase()),
  http_version: keyword('the number in HTTP/1.1', (cell) => /^HTTP\/(\d(?:\.\d)?)$/i.exec(cell)?.[1]),
  techniques: keyword('a list of techniques; T1110 for T1110.001', (cell) => techniques(cell, false)),
  subtechniques: keyword('a list of those with a dot, such as T1110.001', (cell) => techniques(cell, true)),
  host: keyword('a host without its port', hostOf),
  request_method: keyword('the method, if the cell is the first line of a request', requestMethod),
  request_version: keyword('the version of HTTP in that line', requestVersion),
  request_target: keyword('the cell, or the target in that line', requestTarget),
  url_full: keyword('the URL, if it has a scheme', urlFull),
  url_scheme: keyword('its scheme', urlScheme),
  url_domain: keyword('its host', urlDomain),
  url_port: { type: 'long', says: 'its port', of: urlPort },
  url_path: keyword('its path', urlPath),
  url_query: keyword('its query, without ?', urlQuery),
} as const satisfies Record<string, FormOfValue>;

export type Form = keyof typeof FORMS;

/** The form in which a loaded map brings a text into a field of a type. */
export const FORM_OF_TYPE: Readonly<Record<FieldType, Form>> = {
  keyword: 'text',
  text: 'text',
  date: 'date',
  long: 'long',
  float: 'float',
  ip: 'ip',
  ip_range: 'range',
};
