// The original report as artifacts: one, or as many as bundles of a bounded size need.
import { createHash } from 'node:crypto';
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import type { Envelope } from './envelope.js';
import type { StixObject } from './object.js';
import { observable } from './observable.js';
import type { StixOriginal } from './report-facts.js';
import { wellFormed } from './value.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };

/**
 * The artifacts of an original, with its exact bytes: joined in their order, the artifacts of a large one are the file.
 * The last one is read before the first is given, if there are only two.
 */
export async function* artifacts(original: StixOriginal, envelope: Envelope): AsyncGenerator<StixObject> {
  let number = 0;
  let held: Buffer | undefined;
  for await (const bytes of portions(original.bytes(), STIX_LIMITS.artifactBytes)) {
    if (held) yield artifact(original, held, ++number, envelope);
    held = bytes;
  }
  if (held) yield artifact(original, held, number === 0 ? undefined : number + 1, envelope);
}

/** @param number of the portion, from 1; undefined for a whole file */
function artifact(
  { name: given, sha256 }: StixOriginal,
  bytes: Buffer,
  number: number | undefined,
  envelope: Envelope,
): StixObject {
  const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
  const payload_bin = bytes.toString('base64');
  const MD5 = hash('md5');
  const whole = wellFormed(given);
  const name = number === undefined ? whole : `${whole}.${String(number).padStart(3, '0')}`;
  const { object } = observable(
    {
      type: 'artifact',
      mime_type:
        number === undefined
          ? (MEDIA_TYPES[whole.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream')
          : 'application/octet-stream',
      payload_bin,
      hashes: { MD5, 'SHA-1': hash('sha1'), 'SHA-256': hash('sha256'), 'SHA-512': hash('sha512') },
      x_opencti_additional_names: [name],
      x_opencti_description:
        number === undefined
          ? `Original report ${whole}`
          : `Portion ${number} of the original report ${whole}; all portions joined have the SHA-256 ${sha256}`,
    },
    { hashes: { MD5 }, payload_bin },
  );
  return envelope.observable(object, []);
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
