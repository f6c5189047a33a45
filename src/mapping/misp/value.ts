// Reads cells as values of MISP's attributes, in the form in which MISP keeps them (modifyBeforeValidation and validate in its
// AttributeValidationTool): hashes of a feed and UUIDs have to be those of the values that MISP has afterwards.
import { domainToASCII } from 'node:url';
import { formatRange, parseAddress } from '../../domain/address.js';
import { timeOf } from '../instant.js';
import { readAsn, readDomain, readLine, readPort, readUrl } from '../stix/value.js';
import type { Form } from './table.js';

/** Characters of an attribute with text; longer cells are only in the comment. */
const TEXT_CHARACTERS = 255;

const READERS: Readonly<Record<Form, (cell: string) => string | undefined>> = {
  address,
  // MISP has no port 0.
  port: (cell) => (readPort(cell) || undefined)?.toString(),
  name,
  url: readUrl,
  // MISP removes the letters "AS".
  asn: (cell) => readAsn(cell)?.toString(),
  email,
  md5: (cell) => hexadecimal(cell, 32),
  sha1: (cell) => hexadecimal(cell, 40),
  sha256: (cell) => hexadecimal(cell, 64),
  text,
  time(cell) {
    const ms = timeOf(cell);
    return ms === undefined ? undefined : new Date(ms).toISOString().replace(/Z$/, '000+0000');
  },
};

/** MISP writes IPv6 in its shortest form, and a network of one address as the address. */
function address(cell: string): string | undefined {
  const range = parseAddress(cell);
  return range && formatRange(range);
}

/** A name with a dot, in lower case and ASCII. MISP refuses others, such as those of a machine in its own network. */
function name(cell: string): string | undefined {
  const domain = readDomain(cell);
  const ascii = domain && domainToASCII(domain).replace(/\.$/, '');
  return ascii && /^[a-z0-9._-]+\.[a-z0-9-]{2,}$/.test(ascii) ? ascii : undefined;
}

/** MISP replaces characters that need four bytes in UTF-8. */
function text(cell: string): string | undefined {
  const line = readLine(cell, TEXT_CHARACTERS);
  return line === undefined || ASTRAL.test(line) ? undefined : line;
}

const ASTRAL = /[\u{10000}-\u{10ffff}]/u;

/** MISP writes e-mail addresses in lower case. */
function email(cell: string): string | undefined {
  const line = readLine(cell, TEXT_CHARACTERS) ?? '';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(line) ? line.toLowerCase() : undefined;
}

/** MISP keeps hashes in lower case. */
function hexadecimal(cell: string, digits: number): string | undefined {
  return cell.length === digits && /^[0-9a-f]+$/i.test(cell) ? cell.toLowerCase() : undefined;
}

/** A cell as a value of the form; undefined if it is empty or has another form. */
export function formed(cell: string, form: Form): string | undefined {
  return cell === '' ? undefined : READERS[form](cell);
}
