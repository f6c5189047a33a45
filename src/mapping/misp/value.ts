// Reads cells as values of MISP's attributes.
import { timeOf } from '../instant.js';
import { readAddress, readAsn, readDomain, readLine, readPort, readUrl } from '../stix/value.js';
import type { Form } from './table.js';

/** Characters of an attribute with text; longer cells are only in the comment. */
const TEXT_CHARACTERS = 255;

const READERS: Readonly<Record<Form, (cell: string) => string | undefined>> = {
  address: (cell) => readAddress(cell)?.value,
  port: (cell) => readPort(cell)?.toString(),
  name: readDomain,
  url: readUrl,
  // MISP removes the letters "AS".
  asn: (cell) => readAsn(cell)?.toString(),
  email,
  md5: (cell) => hexadecimal(cell, 32),
  sha1: (cell) => hexadecimal(cell, 40),
  sha256: (cell) => hexadecimal(cell, 64),
  text: (cell) => readLine(cell, TEXT_CHARACTERS),
  time(cell) {
    const ms = timeOf(cell);
    return ms === undefined ? undefined : new Date(ms).toISOString();
  },
};

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
