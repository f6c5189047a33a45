// The resources of TAXII 2.1 besides objects: discovery, the API root and collections (sections 4 and 5).
import type { TaxiiCollection } from './collection.js';
import { STIX_TYPE, TAXII_TYPE } from './media-type.js';
import { TAXII_PATH } from './refusal.js';

/** The only API root. */
export const ROOT_PATH = `${TAXII_PATH}sundial/`;

/** Section 4.1. An address may be relative to the server. @param publicUrl where clients reach the API; '' = unknown */
export function discovery(publicUrl: string): object {
  const root = `${publicUrl.replace(/\/+$/, '')}${ROOT_PATH}`;
  return {
    title: 'Sundial',
    description: 'Reports of the Shadowserver Foundation as STIX 2.1, by constituent.',
    default: root,
    api_roots: [root],
  };
}

/** Section 4.2. @param bytes the largest body of a request */
export function apiRoot(bytes: number): object {
  return {
    title: 'Shadowserver reports',
    description: 'The collections of your key: one for each constituent, and one for all.',
    versions: [TAXII_TYPE],
    max_content_length: bytes,
  };
}

/** Section 5.2. */
export function collectionResource({ id, title, description, alias }: TaxiiCollection): object {
  const access = { can_read: true, can_write: false };
  return { id, title, description, alias, ...access, media_types: [STIX_TYPE] };
}
