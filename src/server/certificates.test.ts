// Tests which certificate each name gets, and that renewed files are used.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selfSigned } from '../notify/testing/certificate.js';
import { Certificates } from './certificates.js';

const problems: unknown[] = [];
const silent = () => {};
const log = {
  ...{ warn: silent, info: silent, debug: silent },
  error: (_message: string, fields?: object) => void problems.push(fields),
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-certificates-'));
  problems.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, host: string): [cert: string, key: string] {
  const { cert, key } = selfSigned(host);
  const files = [path.join(folder, `${name}.pem`), path.join(folder, `${name}-key.pem`)] as const;
  writeFileSync(files[0], cert);
  writeFileSync(files[1], key);
  return [...files];
}

function open(...pairs: [string, string][]): Certificates {
  return Certificates.open(
    'api',
    pairs.map(([cert]) => cert),
    pairs.map(([, key]) => key),
    log,
  )!;
}

it('gives each name its certificate, and the first one to other names', () => {
  const certificates = open(write('api', 'transform.example.com'), write('dl', 'dl.example.com'));
  const [api, dl] = ['transform.example.com', 'dl.example.com'].map((name) => certificates.contextFor(name));
  expect(api).not.toBe(dl);
  expect(certificates.contextFor('other.example.com')).toBe(api);
});

it('uses renewed files, and keeps the earlier certificate while they are broken', () => {
  const files = write('api', 'transform.example.com');
  const certificates = open(files);
  const context = () => certificates.contextFor('transform.example.com');
  const first = context();
  certificates.refresh();
  expect(context()).toBe(first);
  writeFileSync(files[0], 'half written');
  certificates.refresh();
  expect([context() === first, problems.length]).toEqual([true, 1]);
  write('api', 'transform.example.com');
  certificates.refresh();
  expect(context()).not.toBe(first);
});

it('is off without files', () => {
  expect(Certificates.open('api', [], [], log)).toBeUndefined();
});

it('refuses files that do not belong together, without quoting them', () => {
  const [api, dl] = [write('api', 'transform.example.com'), write('dl', 'dl.example.com')];
  expect(() => open([api[0], dl[1]])).toThrow(/api\.pem does not hold a certificate .*dl-key\.pem/);
  expect(() => Certificates.open('api', [api[0]], [], log)).toThrow('api_tls_keys');
  expect(() => open([path.join(folder, 'none.pem'), dl[1]])).toThrow('none.pem');
});
