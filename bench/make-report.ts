// Makes synthetic reports for benchmarks: equal inputs and seeds produce the same bytes. All addresses are private.

import { createHash } from 'node:crypto';
import { DAY_SECONDS } from '../src/domain/days.js';
import { writeLines } from './write-lines.js';

/** The report to make. */
export interface ReportShape {
  readonly columns: readonly string[];
  readonly rows: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly seed: number;
}

/** Rows that are held in memory as text before they are written. */
const ROWS_PER_CHUNK = 500;

/** A small generator of 32-bit numbers (mulberry32); it is sufficient that a compressor finds no pattern. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Seeds are often 1, 2, 3; their streams must not resemble each other.
    this.state = createHash('sha256').update(String(seed)).digest().readUInt32LE(0);
  }

  u32(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(limit: number): number {
    return Math.floor((this.u32() / 0x1_0000_0000) * limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** Numbers from 1 to `most`, with as many from 1 to 10 as from 10 to 100 and so on. */
  logUniform(count: number, most: number): number[] {
    return Array.from({ length: count }, () =>
      Math.min(most, Math.floor(Math.exp((this.u32() / 0x1_0000_0000) * Math.log(most + 1)))),
    );
  }
}

interface Row {
  readonly random: Random;
  readonly date: string;
  readonly number: number;
  readonly total: number;
}
type Cell = (row: Row) => string;

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const PLACES = [
  ['NORTH REGION', 'TESTVILLE'],
  ['SOUTH REGION', 'PORT SAMPLE'],
  ['CAPITAL DISTRICT', 'TESTLAND CITY'],
] as const;

const choice =
  (...choices: string[]): Cell =>
  ({ random }) =>
    random.pick(choices);
const hex =
  (bytes: number, separator = ''): Cell =>
  ({ random }) =>
    Array.from({ length: bytes }, () => BYTES[random.u32() & 255]).join(separator);
const address: Cell = ({ random }) => {
  const bits = random.u32();
  return `10.${bits & 255}.${(bits >>> 8) & 255}.${(bits >>> 16) & 255}`;
};
const number =
  (from: number, to: number): Cell =>
  ({ random }) =>
    String(from + random.below(to - from));
const hostname: Cell = ({ random }) =>
  random.below(3) === 0 ? '' : `host-${random.u32().toString(36)}.cust${random.below(50)}.example`;
const instant =
  (year: number): Cell =>
  ({ random }) => {
    const day = String(1 + random.below(28)).padStart(2, '0');
    return `"${year}-${String(1 + random.below(12)).padStart(2, '0')}-${day} ${clock(random.below(DAY_SECONDS))}"`;
  };

function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** The content of columns, by name; all other columns stay empty, like most columns of real rows. */
const CELLS: Readonly<Record<string, Cell>> = {
  timestamp: (row) => `"${row.date} ${clock(Math.floor((row.number / row.total) * DAY_SECONDS))}"`,
  severity: choice('info', 'low', 'medium', 'high'),
  ip: address,
  src_ip: address,
  dst_ip: address,
  protocol: choice('tcp', 'tcp', 'udp'),
  port: choice('443', '443', '443', '8443', '4443', '10443', '993'),
  src_port: number(1024, 65_536),
  dst_port: choice('80', '443', '8080'),
  hostname,
  src_hostname: hostname,
  tag: choice('ssl', '"ssl,vpn"', '"ssl,iot"'),
  asn: number(64_496, 64_512),
  src_asn: number(64_496, 64_512),
  dst_asn: number(65_536, 65_552),
  geo: choice('ZZ', 'XA', 'XB'),
  region: ({ random }) => `"${random.pick(PLACES)[0]}"`,
  city: ({ random }) => `"${random.pick(PLACES)[1]}"`,
  naics: choice('517311', '518210', '611310', '0'),
  sector: choice('"Communications, Service Provider, and Hosting Service"', '"Information Technology"', ''),
  hostname_source: choice('ptr', 'certificate', ''),
  handshake: choice('TLSv1.2', 'TLSv1.3'),
  cipher_suite: choice('TLS_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
  ssl_poodle: choice('N', 'N', 'Y'),
  cert_length: choice('2048', '4096'),
  subject_common_name: ({ random }) => `www.site${random.u32().toString(36)}.example`,
  issuer_common_name: choice('R3', 'E5', '"Example RSA Domain Validation Secure Server CA"'),
  cert_issue_date: instant(2025),
  cert_expiration_date: instant(2026),
  sha1_fingerprint: hex(20, ':'),
  cert_serial_number: hex(18),
  ssl_version: choice('0', '2'),
  signature_algorithm: choice('sha256WithRSAEncryption', 'ecdsa-with-SHA384'),
  key_algorithm: choice('rsaEncryption', 'id-ecPublicKey'),
  issuer_organization_name: choice('"Example Trust Services"', '"Testland, Inc."'),
  issuer_country: choice('US', 'GB', 'DE'),
  freak_vulnerable: choice('N'),
  sha256_fingerprint: hex(32, ':'),
  sha512_fingerprint: hex(64, ':'),
  md5_fingerprint: hex(16, ':'),
  http_response_type: choice('HTTP/1.1'),
  http_code: choice('200', '302', '401', '404'),
  http_reason: choice('OK', 'Found', 'Unauthorized', '"Not Found"'),
  content_type: choice('text/html', '"text/html; charset=utf-8"'),
  www_authenticate: choice('', '', '"Basic realm=""device, login"""'),
  server_type: choice('nginx', 'Apache', 'Microsoft-IIS/10.0', ''),
  content_length: number(100, 90_000),
  http_date: instant(2026),
  cert_valid: choice('Y', 'N'),
  self_signed: choice('Y', 'N'),
  cert_expired: choice('N'),
  browser_trusted: choice('Y', 'N'),
  validation_level: choice('DV', 'OV', 'unknown'),
};
const EMPTY: Cell = () => '';

/** A report's text in chunks. */
export function* reportText(shape: ReportShape): Generator<string> {
  const { columns, rows, date, seed } = shape;
  const random = new Random(seed);
  const cells = columns.map((column) => CELLS[column] ?? EMPTY);
  let text = `${columns.map((column) => `"${column}"`).join(',')}\n`;
  for (let row = 0; row < rows; row++) {
    const facts = { random, date, number: row, total: rows };
    text += `${cells.map((cell) => cell(facts)).join(',')}\n`;
    if (row % ROWS_PER_CHUNK < ROWS_PER_CHUNK - 1) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Writes a report to a file and returns its size in bytes. */
export function writeReport(file: string, shape: ReportShape): Promise<number> {
  return writeLines(file, reportText(shape));
}
