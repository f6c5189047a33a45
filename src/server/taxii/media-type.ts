// The media type of TAXII 2.1, and whether a client accepts it (TAXII 2.1, section 1.6.8.1).
import { SundialError } from '../../domain/errors.js';

export const TAXII_TYPE = 'application/taxii+json;version=2.1';
export const STIX_TYPE = 'application/stix+json;version=2.1';

/** The ranges of RFC 9110 that include the media type; without a version the newest one is meant. */
const INCLUDED: ReadonlySet<string> = new Set(['*/*', 'application/*', 'application/taxii+json']);

/** A request without the header accepts everything. @throws SundialError `taxii-media-type` */
export function requireAccepted(accept: string | undefined): void {
  if (accept === undefined || accept.split(',').some(isAccepted)) return;
  throw new SundialError('taxii-media-type');
}

function isAccepted(range: string): boolean {
  const [type = '', ...parameters] = range.toLowerCase().split(';');
  const values = new Map(
    parameters.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=');
      return [name.trim(), value.trim().replaceAll('"', '')] as const;
    }),
  );
  const isVersion = (values.get('version') ?? '2.1') === '2.1';
  return INCLUDED.has(type.trim()) && isVersion && Number(values.get('q') ?? 1) > 0;
}
