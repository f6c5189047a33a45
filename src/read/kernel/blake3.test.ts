// Tests the kernel's BLAKE3 against the official test vectors and another implementation.
import { blake3 } from '@noble/hashes/blake3.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelSources } from '../../../scripts/kernel.js';
import { KERNEL_SOURCES } from './built.js';
import { Kernel } from './kernel.js';

/** The beginnings of hashes in the test_vectors.json of the BLAKE3 project, by length of the message. */
const OFFICIAL = {
  0: 'af1349b9f5f9a1a6a0404dea36dcc949',
  1: '2d3adedff11b61f14c886e35afa03673',
  1023: '10108970eeda3eb932baac1428c7a216',
  1024: '42214739f095a406f3fc83deb889744a',
  1025: 'd00278ae47eb27b34faecf67b4fe263f',
  2048: 'e776b6028c7cd22a4d0ba182a8bf6220',
  2049: '5f4d72f40d7a5f82b15ca2b2e44b1de3',
  3072: 'b98cb0ff3623be03326b373de6b90952',
  3073: '7124b49501012f81cc7f11ca069ec922',
  4096: '015094013f57a5277b59d8475c050104',
  4097: '9b4052b38f1c5fc8b1f9ff7ac7b27cd2',
  5120: '9cadc15fed8b5d854562b26a9536d970',
  5121: '628bd2cb2004694adaab7bbd778a25df',
  6144: '3e2e5b74e048f3add6d21faab3f83aa4',
  6145: 'f1323a8631446cc50536a9f705ee5cb6',
  7168: '61da957ec2499a95d6b8023e2b0e604e',
  7169: 'a003fc7a51754a9b3c7fae0367ab3d78',
};

/** The message of a test vector: 0, 1, ... 250, 0, 1, ... */
const counting = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at % 251));

describe('BLAKE3 of a message', () => {
  const kernel = new Kernel();

  it('is that of the official test vectors', () => {
    const found = Object.keys(OFFICIAL).map((length) => [
      length,
      kernel.hash(counting(Number(length))).toString('hex'),
    ]);
    expect(Object.fromEntries(found)).toEqual(OFFICIAL);
  });

  it('is that of another implementation, for messages of any length', () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.integer(), (length, seed) => {
        const message = Buffer.from(
          Array.from({ length }, (_, at) => Math.imul(at + seed, 0x9e3779b1) >>> 24),
        );
        expect(kernel.hash(message).equals(blake3(message, { dkLen: 16 }))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('takes the given part of a buffer, and grows the memory for a long one', () => {
    const message = counting(8 * 1024 * 1024);
    expect(kernel.hash(message, 1025).toString('hex')).toBe(OFFICIAL[1025]);
    expect(kernel.hash(message).equals(blake3(message, { dkLen: 16 }))).toBe(true);
    expect(kernel.hash(message, 0).toString('hex')).toBe(OFFICIAL[0]);
  });
});

it('is built from the current sources (otherwise run npm run build:kernel)', () => {
  expect(KERNEL_SOURCES).toBe(kernelSources());
});
