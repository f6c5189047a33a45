// Turns an event into a row of ss_events: typed columns, and the whole row as JSON.
import { isIP } from 'node:net';
import { LIMITS } from '../../domain/limits.js';
import type { EventMessage } from '../messages.js';
import { ingestorRow } from './ingestor-row.js';

/** The values of ss_events; null if the report has no value, or a value that the column cannot hold. */
export interface EventRow {
  readonly ip: string | null;
  readonly port: string | null;
  readonly asn: string | null;
  readonly geo: string | null;
  readonly hostname: string | null;
  readonly tag: string | null;
  readonly severity: string | null;
  /** JSON that the type JSONB accepts. */
  readonly raw_data: string;
  readonly event_hash: string;
}

/** The highest number of the type of the column `asn`: INTEGER in tables of the existing ingestor. */
export type AsnLimit = 2_147_483_647 | 4_294_967_295;
const INTEGER_MAX = 2_147_483_647;

/**
 * Maps the columns of a report to those of the table, as the existing ingestor does (db.py), with two differences: a
 * row about a source (`src_ip`) gets AS number, country and host name of the source, and host names are in lower case,
 * because IRIS Data Explorer compares them in lower case.
 */
export function eventRow(event: Pick<EventMessage, 'columns' | 'fields'>, asnLimit: AsnLimit): EventRow {
  const row = ingestorRow(event);
  const first = (...names: string[]) => names.map(row.cell).find((value) => value !== '') ?? '';
  const isSource = row.cell('ip') === '' && row.cell('src_ip') !== '';
  const ofSource = (name: string) => (isSource ? [`src_${name}`] : []);
  return {
    ip: inet(first('ip', 'src_ip', 'dst_ip')),
    port: integer(first('port', 'src_port', 'dst_port'), INTEGER_MAX),
    asn: integer(first('asn', ...ofSource('asn')), asnLimit),
    geo: indexed(first('geo', 'country', ...ofSource('geo'))),
    hostname: indexed(first('hostname', 'rdns', ...ofSource('hostname')).toLowerCase()),
    tag: indexed(first('tag', 'type')),
    severity: indexed(first('severity')),
    raw_data: jsonb(row.json),
    event_hash: row.hash,
  };
}

/** The raw row alone, for the hash of an event. */
export const hashOf = (event: Pick<EventMessage, 'columns' | 'fields'>): string => ingestorRow(event).hash;

/** An address, or a network with its length, in the forms that the type INET accepts. */
function inet(text: string): string | null {
  const [address = '', length, ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return null;
  if (length === undefined) return text;
  return /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128) ? text : null;
}

function integer(text: string, max: number): string | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= max ? text : null;
}

/** A text for an indexed column. */
function indexed(text: string): string | null {
  const fits = text !== '' && !text.includes('\0') && Buffer.byteLength(text) <= LIMITS.postgresIndexedBytes;
  return fits ? text : null;
}

/** Escapes that JSONB cannot hold: NUL, and surrogates. */
const DOUBTFUL = /\\u(?:0000|d[89a-f])/;
/** Every escape, and both escapes of a surrogate pair together, so that no match begins within an escape. */
const ESCAPES = /\\(?:u0000|(ud[89ab]..\\ud[c-f]..)|(ud[89a-f]..)|.)/g;

/**
 * NUL becomes the text `\x00`, in the form in which Sundial shows other bytes that JSON cannot hold, and half of a
 * surrogate pair becomes the replacement character.
 */
function jsonb(json: string): string {
  if (!DOUBTFUL.test(json)) return json;
  return json.replace(ESCAPES, (found, _pair?: string, half?: string) => {
    if (found === '\\u0000') return '\\\\x00';
    return half === undefined ? found : '\\ufffd';
  });
}
