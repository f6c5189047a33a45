// One packer per archive format, so that one suite can run the same tests on all of them.
import { gzipSync } from 'node:zlib';
import { writeRar } from './rar-writer.js';
import { writeRar4 } from './rar4-writer.js';
import { writeSevenZip } from './sevenzip-writer.js';
import { writeTar } from './tar-writer.js';
import { writeZip } from './zip-writer.js';

export interface Packed {
  readonly name: string;
  readonly content: Buffer;
}

export interface Packer {
  /** The format's name in messages. */
  readonly format: string;
  readonly extension: string;
  readonly pack: (entries: readonly Packed[]) => Promise<Buffer>;
  /** Whether two members may have the same name. */
  readonly repeatsNames: boolean;
  /** Whether names keep characters outside of ASCII. */
  readonly unicodeNames: boolean;
  /** Whether packing compresses. */
  readonly compresses: boolean;
}

const zip =
  (fields: object) =>
  async (entries: readonly Packed[]): Promise<Buffer> =>
    writeZip(entries.map((entry) => ({ ...entry, ...fields })));

export const PACKERS: Readonly<Record<string, Packer>> = {
  zip: {
    format: 'zip',
    extension: 'zip',
    pack: zip({}),
    compresses: true,
    unicodeNames: true,
    repeatsNames: true,
  },
  'zip, stored': {
    format: 'zip',
    extension: 'zip',
    pack: zip({ method: 0 }),
    compresses: false,
    unicodeNames: true,
    repeatsNames: true,
  },
  zip64: {
    format: 'zip',
    extension: 'zip',
    pack: zip({ zip64: true }),
    compresses: true,
    unicodeNames: true,
    repeatsNames: true,
  },
  tar: {
    format: 'tar',
    extension: 'tar',
    pack: writeTar,
    compresses: false,
    unicodeNames: true,
    repeatsNames: true,
  },
  'tar.gz': {
    format: 'gzip',
    extension: 'tar.gz',
    pack: async (entries) => gzipSync(await writeTar(entries)),
    compresses: true,
    unicodeNames: true,
    repeatsNames: true,
  },
  '7z': {
    format: '7z',
    extension: '7z',
    pack: async (entries) => writeSevenZip(entries),
    compresses: false,
    unicodeNames: false,
    repeatsNames: true,
  },
  rar: {
    format: 'rar',
    extension: 'rar',
    pack: async (entries) => writeRar(entries),
    compresses: false,
    unicodeNames: true,
    repeatsNames: true,
  },
  'rar, version 4': {
    format: 'rar',
    extension: 'rar',
    pack: async (entries) => writeRar4(entries),
    compresses: false,
    unicodeNames: false,
    repeatsNames: false,
  },
};
