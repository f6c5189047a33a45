// An object of STIX 2.1, and the rule by which its id follows from its properties.
import canonicalize from 'canonicalize';
import { parse, v5 } from 'uuid';

/** A STIX object; its other properties are those of its type. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** The namespace that STIX 2.1 defines for ids of observables (section 2.9); OpenCTI uses it for all objects. */
const NAMESPACE = parse('00abedb4-aa42-466c-9c01-fed23315a9b7');

/**
 * The id of an object: a name-based UUID over the canonical JSON (RFC 8785) of the properties that identify it. Equal
 * properties give equal ids everywhere, so that platforms recognise the object.
 *
 * @param identifying valid UTF-16 only: canonical JSON does not exist for lone surrogates
 */
export function stixId(type: string, identifying: Readonly<Record<string, unknown>>): string {
  return `${type}--${v5(Buffer.from(canonicalize(identifying)!), NAMESPACE)}`;
}
