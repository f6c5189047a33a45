// Loads libmime when a message is read: its tables of character sets would take a tenth of every command's start.
import { createRequire } from 'node:module';
import type Libmime from 'libmime';

const load = createRequire(import.meta.url);

/** Encoded words and values with parameters, in headers. */
export function libmime(): typeof Libmime {
  return load('libmime') as typeof Libmime;
}
