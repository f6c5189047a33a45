// Cursors: opaque tokens that name the row of a sorted result after which the next page begins.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SundialError } from '../../domain/errors.js';

/** The position of a row: its sort key as text, and its load and line, which are unique together. */
export interface Place {
  readonly key: string;
  readonly load: number;
  readonly line: number;
}

const token = z.tuple([z.string(), z.string(), z.int().min(0), z.int().min(0)]);
const CHECK_BYTES = 12;

/**
 * A checksum, not a signature: all values of a token are bound like any other. Without the check, a damaged token or a
 * token of another query would silently skip rows.
 */
function checkOf(fingerprint: string, { key, load, line }: Place): string {
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, key, load, line]))
    .digest('base64url')
    .slice(0, CHECK_BYTES);
}

/** @param fingerprint a text that identifies the selected rows and their order */
export function writeCursor(fingerprint: string, place: Place): string {
  const parts = [checkOf(fingerprint, place), place.key, place.load, place.line];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws SundialError `cursor-invalid` for a damaged token, and for one of another query */
export function readCursor(fingerprint: string, text: string): Place {
  const parsed = token.safeParse(jsonOf(text));
  if (parsed.success) {
    const [check, key, load, line] = parsed.data;
    const place = { key, load, line };
    if (check === checkOf(fingerprint, place) && writeCursor(fingerprint, place) === text) return place;
  }
  throw new SundialError('cursor-invalid', {});
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
