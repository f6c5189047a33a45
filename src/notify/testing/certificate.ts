// Makes certificates for mail servers in tests, because stored certificates would expire.

import { generateKeyPairSync, sign } from 'node:crypto';
import { DAY_MS } from '../../domain/days.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const TAGS = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  text: 12,
  time: 24,
  sequence: 48,
  set: 49,
};

/** One value in DER (X.690): tag, length, content. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Uint8Array[]) => der(TAGS.sequence, ...content);
const bytes = (...values: number[]) => Uint8Array.from(values);
const oid = (...values: number[]) => der(TAGS.oid, bytes(...values));

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
const COMMON_NAME = oid(0x55, 4, 3);
const ALTERNATIVE_NAMES = oid(0x55, 0x1d, 17);
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 19);

const time = (at: number) =>
  der(TAGS.time, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));

/** A self-signed certificate for a host name. @param ends when it ends; omitted = tomorrow */
export function selfSigned(host: string, ends = new Date(Date.now() + DAY_MS)): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(TAGS.set, sequence(COMMON_NAME, der(TAGS.text, Buffer.from(host)))));
  const now = Date.now();
  const extensions = sequence(
    sequence(ALTERNATIVE_NAMES, der(TAGS.octets, sequence(der(0x82, Buffer.from(host))))),
    sequence(BASIC_CONSTRAINTS, der(TAGS.octets, sequence(der(TAGS.boolean, bytes(255))))),
  );
  const body = sequence(
    der(0xa0, der(TAGS.integer, bytes(2))),
    der(TAGS.integer, bytes(1)),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(Math.min(now, ends.getTime()) - DAY_MS), time(ends.getTime())),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = der(TAGS.bits, bytes(0), sign('sha256', body, privateKey));
  const base64 = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, '$1\n').trim()}\n-----END CERTIFICATE-----\n`,
  };
}
