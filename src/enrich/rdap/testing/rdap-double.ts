// A registry's RDAP server on loopback, which refuses clients that do not keep to RFC 7480 and RFC 9082.
import { isIP } from 'node:net';
import {
  type Answer,
  type Asked,
  type HttpDouble,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';

export interface RdapDouble extends HttpDouble {
  /** Addresses asked for so far. */
  readonly queries: readonly string[];
  /** What clients did that the RFCs forbid. */
  readonly refused: readonly string[];
}

/** Answers about an address; undefined = the server has no information, which is status 404 (RFC 7480, 5.3). */
export type About = (address: string, asked: Asked) => Answer | undefined;

export async function startRdap(about: About): Promise<RdapDouble> {
  const queries: string[] = [];
  const refused: string[] = [];
  const http = await startDouble((asked) => {
    const problem = problemOf(asked);
    if (problem !== undefined) {
      refused.push(problem);
      // RFC 7480, 5.4: a malformed query.
      return json({ errorCode: 400, title: problem }, 400);
    }
    const address = addressIn(asked);
    queries.push(address);
    return about(address, asked) ?? json({ errorCode: 404, title: 'Not Found' }, 404, RDAP);
  });
  return Object.assign(http, { queries, refused });
}

/** RFC 7480, 4.2 and RFC 9083, 4. */
const RDAP = { 'content-type': 'application/rdap+json' };

const addressIn = ({ url }: Asked): string => decodeURIComponent(url.pathname.split('/ip/')[1] ?? '');

function problemOf(asked: Asked): string | undefined {
  if (asked.method !== 'GET') return 'RFC 7480, 4.1: queries are made by GET';
  // RFC 7480, 4.2: clients name the media type in Accept.
  if (!asked.headers.accept?.includes('application/rdap+json')) return 'Accept lacks application/rdap+json';
  return isIP(addressIn(asked)) === 0 ? 'RFC 9082, 3.1.1: /ip/ and an address' : undefined;
}

/** An answer about a network (RFC 9083, 5.4). */
export const network = (startAddress: string, endAddress: string, more: object = {}): Answer =>
  json(
    {
      rdapConformance: ['rdap_level_0'],
      objectClassName: 'ip network',
      handle: 'EXAMPLE-NET',
      startAddress,
      endAddress,
      ipVersion: startAddress.includes(':') ? 'v6' : 'v4',
      ...more,
    },
    200,
    RDAP,
  );

/** An entity with a jCard (RFC 9083, 5.1; RFC 7095). */
export const entity = (
  roles: readonly string[],
  properties: readonly unknown[],
  entities: readonly unknown[] = [],
) => ({
  objectClassName: 'entity',
  roles,
  vcardArray: ['vcard', [['version', {}, 'text', '4.0'], ...properties]],
  entities,
});

/** A bootstrap file (RFC 9224, 3) that names servers for networks. */
export const bootstrapFile = (
  services: readonly (readonly [networks: readonly string[], servers: readonly string[]])[],
) =>
  Buffer.from(
    JSON.stringify({
      version: '1.0',
      publication: '2026-01-15T00:00:00Z',
      description: 'RDAP bootstrap file for tests',
      services,
    }),
  );
