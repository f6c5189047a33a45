// The columns that a text search reads, and what a load's text lists hold of each: its texts, or only that it has some.
import { CARRIED_COLUMNS, type CarriedKind } from './carried-columns.js';
import { type ColumnKind, EVENT_COLUMNS } from './event-columns.js';

/**
 * What a text list holds. `words`: each word of the load once; `texts`: all texts; `mark`: only that the load has values,
 * so that a search reads the column itself.
 */
export type ListedAs = 'words' | 'texts' | 'mark';

/** The column of tags, and the map of the columns that have none of their own. */
export const TAGS = 'tags';
export const REST = 'rest';

/** Long texts that look random, which would make the lists large: hashes, keys, signatures and certificates. */
const RANDOM = new Set(
  [
    'md5 sha1 sha256 sha512 raw_cert raw_cert_chain server_host_key server_signature_raw serverid_raw',
    'ed25519_cert_public_key_raw ed25519_cert_public_key_sig_raw ed25519_cert_public_key_sigkey_raw',
  ].flatMap((line) => line.split(' ')),
);

/** Typed numbers, times, severities and addresses are not searched; their texts in the map are. */
const OF_FIELDS: Partial<Record<ColumnKind, ListedAs>> = { word: 'words', text: 'texts', tags: 'texts' };
const OF_CARRIED: Readonly<Record<CarriedKind, ListedAs>> = {
  word: 'words',
  text: 'texts',
  number: 'mark',
  time: 'mark',
  http_time: 'mark',
  hex: 'mark',
};

/** What text lists hold of each searched column of the table of events; the map is listed as well, as texts. */
export const LISTED_COLUMNS: ReadonlyMap<string, ListedAs> = new Map([
  ...EVENT_COLUMNS.flatMap(({ name, kind }) => {
    const listed = OF_FIELDS[kind];
    return listed ? [listing(kind === 'tags' ? TAGS : name, listed)] : [];
  }),
  ...CARRIED_COLUMNS.map(({ name, kind }) => listing(name, OF_CARRIED[kind])),
]);

function listing(name: string, listed: ListedAs): [string, ListedAs] {
  return [name, RANDOM.has(name) ? 'mark' : listed];
}
