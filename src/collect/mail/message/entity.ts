// Reads the description of a body from the header of a message or part: type, name, encoding and boundary (RFC 2045,
// RFC 2231).

import { type HeaderLines, withoutComments } from './header.js';
import { libmime } from './libmime.js';

/** A message or a part of one, as its header describes it. Texts without a value are empty. */
export interface Entity {
  readonly headers: HeaderLines;
  /** The type in lower case; `text/plain` if the header does not say. */
  readonly contentType: string;
  readonly isTyped: boolean;
  /** The boundary of a multipart; without it, the parts cannot be distinguished. */
  readonly boundary: string;
  readonly encoding: string;
  readonly charset: string;
  readonly fileName: string;
  /** Whether spaces at line ends join lines and are then removed (RFC 3676, DelSp). */
  readonly joinsLines: boolean;
}

/** @param fields unchanged header fields, with their folds, as Latin-1 */
export function readEntity(fields: readonly string[]): Entity {
  const headers = headerLines(fields);
  const first = (name: string) => unfolded(headers.get(name)[0] ?? '');
  const given = first('content-type');
  const type = libmime().parseHeaderValue(withoutComments(given));
  // Names may contain parentheses as well, and programs forget to quote them.
  const name =
    libmime().parseHeaderValue(first('content-disposition')).params.filename ||
    libmime().parseHeaderValue(given).params.name;
  const contentType = String(type.value || '').toLowerCase();
  const isTyped = /^[^/\s]+\/[^/\s]+$/.test(contentType);
  const says = (parameter: string) => (type.params[parameter] ?? '').trim().toLowerCase();
  return {
    headers,
    contentType: isTyped ? contentType : 'text/plain',
    isTyped,
    boundary: contentType.startsWith('multipart/') ? (type.params.boundary ?? '').trimEnd() : '',
    encoding: withoutComments(first('content-transfer-encoding')).toLowerCase(),
    charset: type.params.charset ?? '',
    fileName: decoded(name ?? ''),
    joinsLines: says('format') === 'flowed' && says('delsp') === 'yes',
  };
}

function headerLines(fields: readonly string[]): HeaderLines {
  const byName = new Map<string, string[]>();
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(':')).trim().toLowerCase();
    const line = legible(field);
    const known = byName.get(name);
    if (known) known.push(line);
    else byName.set(name, [line]);
  }
  return { get: (name) => byName.get(name) ?? [] };
}

/** Header bytes beyond ASCII are UTF-8 (RFC 6532), or else an older encoding. */
function legible(field: string): string {
  if (!/[\x80-\xff]/.test(field)) return field;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(field, 'latin1'));
  } catch {
    return field;
  }
}

function unfolded(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n/g, '')
    .trim();
}

function decoded(text: string): string {
  try {
    return libmime().decodeWords(text);
  } catch {
    // The character set is unknown; the undecoded name is still better than none.
    return text;
  }
}
