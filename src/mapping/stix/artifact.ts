// The original report as artifacts: one, or as many as bundles of a bounded size need.
import { createHash } from 'node:crypto';
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import type { Envelope } from './envelope.js';
import { type StixObject, stixId } from './object.js';
import type { StixOriginal } from './report-facts.js';
import { wellFormed } from './value.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };
const UNKNOWN_TYPE = 'application/octet-stream';
/** Reports are CSV, or rows in JSON under the same name. */
const BEGINS_JSON = /^(?:\xef\xbb\xbf)?\s*[{[]/;

/**
 * The artifacts of an original, with its exact bytes: joined in their order, the artifacts of a large one are the file.
 */
export async function* artifacts(
  { name: given, sha256, bytes: read }: StixOriginal,
  envelope: Envelope,
): AsyncGenerator<StixObject> {
  let number = 0;
  let held: Buffer | undefined;
  let file: File | undefined;
  for await (const bytes of portions(read(), STIX_LIMITS.artifactBytes)) {
    file ??= { name: nameOf(given, bytes), sha256 };
    if (held) yield artifact(file, held, ++number, envelope);
    held = bytes;
  }
  if (held) yield artifact(file!, held, number === 0 ? undefined : number + 1, envelope);
}

type File = Pick<StixOriginal, 'name' | 'sha256'>;

/** The name with the extension of its content. @param head the first bytes */
function nameOf(given: string, head: Buffer): string {
  const name = wellFormed(given);
  const isJson = BEGINS_JSON.test(head.subarray(0, 1_000).toString('latin1'));
  return isJson ? name.replace(/\.csv$/i, '.json') : name;
}

/** @param number of the portion, from 1; undefined for a whole file */
function artifact(
  { name: whole, sha256 }: File,
  bytes: Buffer,
  number: number | undefined,
  envelope: Envelope,
): StixObject {
  const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
  const payload_bin = bytes.toString('base64');
  const MD5 = hash('md5');
  const name = number === undefined ? whole : `${whole}.${String(number).padStart(3, '0')}`;
  const object = {
    ...{ type: 'artifact', spec_version: '2.1' },
    id: stixId('artifact', { hashes: { MD5 }, payload_bin }),
    mime_type: number === undefined ? mediaType(whole) : UNKNOWN_TYPE,
    payload_bin,
    hashes: { MD5, 'SHA-1': hash('sha1'), 'SHA-256': hash('sha256'), 'SHA-512': hash('sha512') },
    x_opencti_additional_names: [name],
    x_opencti_description:
      number === undefined
        ? `Original report ${whole}`
        : `Portion ${number} of the original report ${whole}; all portions joined have the SHA-256 ${sha256}`,
  };
  return envelope.observable(object, []);
}

function mediaType(name: string): string {
  return MEDIA_TYPES[name.split('.').at(-1)!.toLowerCase()] ?? UNKNOWN_TYPE;
}

/** The same bytes in portions of `size` bytes; the last one may be smaller, and there is none without bytes. */
async function* portions(parts: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    let rest = part;
    while (bytes + rest.length >= size) {
      const taken = size - bytes;
      yield Buffer.concat([...waiting, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      waiting = [];
      bytes = 0;
    }
    // The source may reuse its memory.
    if (rest.length > 0) waiting.push(Uint8Array.from(rest));
    bytes += rest.length;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
