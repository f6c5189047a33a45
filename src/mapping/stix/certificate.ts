// The certificate of an event, from the columns of fingerprints, names and dates.
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { Observable, type Problem } from './observable.js';
import {
  CERTIFICATE_HASHES,
  CERTIFICATE_NAMES,
  CERTIFICATE_RULES,
  type CertificateRule,
  type HashAlgorithm,
  IDENTIFYING_HASHES,
} from './rules.js';
import { readLine, readTime, readYesOrNo } from './value.js';

const TYPE = 'x509-certificate';
const DIGITS: Readonly<Record<HashAlgorithm, number>> = {
  MD5: 32,
  'SHA-1': 40,
  'SHA-256': 64,
  'SHA-512': 128,
};
/** Characters of a name or serial number. Certificates permit 64 for most attributes, and 20 bytes for a serial number. */
const LINE_CHARACTERS = 1_000;

/**
 * The certificate, and whether its row has a serial number: OpenCTI's connector makes certificates only of such rows.
 * Undefined if the row has no hash of a certificate and no serial number.
 */
export function readCertificate(
  event: ReportedEvent,
  problem: Problem,
): { readonly certificate: Observable; readonly hasSerial: boolean } | undefined {
  const hashes = hashesOf(event, problem);
  const { serial_number, ...others } = propertiesOf(event, problem);
  const identifying = IDENTIFYING_HASHES.find((algorithm) => hashes[algorithm] !== undefined);
  if (identifying === undefined && serial_number === undefined) return undefined;
  const names = namesOf(event, problem);
  const serial = serial_number !== undefined && { serial_number };
  const certificate = new Observable(TYPE, () =>
    identifying === undefined
      ? { identifying: { serial_number }, all: { ...serial, ...others, ...names } }
      : {
          identifying: { hashes: { [identifying]: hashes[identifying] } },
          all: { hashes, ...serial, ...others, ...names },
        },
  );
  return { certificate, hasSerial: cellOf(event, 'cert_serial_number') !== '' };
}

/** The case of the digits is kept, because the id depends on it. */
function hashesOf(event: ReportedEvent, problem: Problem): Partial<Record<HashAlgorithm, string>> {
  const hashes: Partial<Record<HashAlgorithm, string>> = {};
  for (const [column, algorithm] of CERTIFICATE_HASHES) {
    const digits = cellOf(event, column).trim().replaceAll(':', '');
    if (digits === '') continue;
    if (digits.length === DIGITS[algorithm] && /^[0-9a-f]+$/i.test(digits)) hashes[algorithm] = digits;
    else problem(column, `not a hash of ${algorithm}`);
  }
  return hashes;
}

/** How cells of each kind are read, and what is said of others. */
const KINDS: Readonly<
  Record<
    CertificateRule['kind'],
    readonly [read: (cell: string) => string | boolean | undefined, problem: string]
  >
> = {
  text: [(cell) => readLine(cell, LINE_CHARACTERS), 'not one line of text'],
  time: [readTime, 'not a time'],
  'yes or no': [readYesOrNo, 'not Y or N'],
};

function propertiesOf(event: ReportedEvent, problem: Problem): Record<string, string | boolean> {
  const properties: Record<string, string | boolean> = {};
  for (const { column, property, kind } of CERTIFICATE_RULES) {
    const cell = cellOf(event, column).trim();
    if (cell === '') continue;
    const [read, otherwise] = KINDS[kind];
    const value = read(cell);
    if (value === undefined) problem(column, otherwise);
    else properties[property] = value;
  }
  return properties;
}

/** Distinguished names in the form of RFC 4514. */
function namesOf(event: ReportedEvent, problem: Problem): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [property, attributes] of Object.entries(CERTIFICATE_NAMES)) {
    const parts = attributes.flatMap(([column, attribute]) => {
      const cell = cellOf(event, column).trim();
      if (cell === '') return [];
      const value = readLine(cell, LINE_CHARACTERS);
      if (value === undefined) problem(column, 'not one line of text');
      return value === undefined ? [] : `${attribute}=${escaped(value)}`;
    });
    if (parts.length > 0) names[property] = parts.join(', ');
  }
  return names;
}

const escaped = (value: string) => value.replace(/[,+"\\<>;=]|^[# ]| $/g, '\\$&');
