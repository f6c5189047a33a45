// An object of STIX 2.1, and the rule by which its id follows from its properties.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A STIX object; its other properties are those of its type. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** The namespace that STIX 2.1 defines for ids of observables (section 2.9); OpenCTI uses it for all objects. */
const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/**
 * The id of an object: a name-based UUID over the canonical JSON (RFC 8785) of the properties that identify it. Equal
 * properties give equal ids everywhere, so that platforms recognise the object.
 *
 * @param identifying valid UTF-16 only: canonical JSON does not exist for lone surrogates
 */
export function stixId(type: string, identifying: Readonly<Record<string, unknown>>): string {
  return `${type}--${nameBasedUuid(canonicalize(identifying)!)}`;
}

/**
 * A UUID of version 5 (RFC 9562, 5.5). Nearly every object of a report needs one, and this takes a sixth of the time of
 * the package uuid.
 */
function nameBasedUuid(name: string): string {
  const digits = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]), 'hex');
  const variant = ((Number.parseInt(digits[16]!, 16) & 0b0011) | 0b1000).toString(16);
  const last = `${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-${last}`;
}
