// Compares the documents of events and findings with golden ones: the usual form, that of the mail pipeline, and findings.
import { describe, expect, it } from 'vitest';
import type { EventMessage } from '../messages.js';
import { findingDocument } from './finding-document.js';
import { MAIL_PIPELINE } from './mail-pipeline-document.js';
import { TYPED } from './typed-document.js';

const COLUMNS = [
  'timestamp',
  'ip',
  'port',
  'asn',
  'geo',
  'tag',
  'cert_expiration_date',
  'banner',
  'category',
];

function event(fields: EventMessage['fields'], columns: readonly string[] = COLUMNS): EventMessage {
  const slice = { type: 'scan_ssl', date: '2026-01-15' };
  const place = { asn: Number(fields.asn ?? 0), country: String(fields.geo ?? '') };
  return {
    ...slice,
    ...place,
    id: 'scan_ssl-2026-01-15-00',
    key: '00',
    list: 'example-geo',
    constituents: [],
    columns,
    json: '',
    fields,
  };
}

const ROW = {
  ...{ timestamp: '2026-01-15 10:20:30', ip: '192.0.2.1', port: '443', asn: '64496', geo: 'AT' },
  ...{ tag: 'ssl;vpn', cert_expiration_date: '2027-01-01 00:00:00', banner: ' Hello "Wörld"' },
};

describe('the typed form', () => {
  it('has numbers, times and lists', () => {
    expect(TYPED.documentOf(event(ROW))).toEqual({
      ...{ _id: 'scan_ssl-2026-01-15-00', type: 'scan_ssl', date: new Date('2026-01-15T00:00:00Z') },
      list: 'example-geo',
      event: {
        ...{ timestamp: new Date('2026-01-15T10:20:30Z'), ip: '192.0.2.1', port: 443, asn: 64496, geo: 'AT' },
        ...{ tag: ['ssl', 'vpn'], cert_expiration_date: new Date('2027-01-01T00:00:00Z') },
        banner: ' Hello "Wörld"',
      },
    });
  });

  it.each([
    ['port', '080'],
    ['port', '-1'],
    ['asn', 'AS64496'],
    ['asn', '99999999999999999999'],
    ['timestamp', '2026-02-30 00:00:00'],
    ['timestamp', '2026-01-15T10:20:30Z'],
    ['tag', ';'],
  ])('keeps the text of %s if it is %j', (column, text) => {
    expect(TYPED.documentOf(event({ [column!]: text! })).event).toEqual({ [column!]: text });
  });

  it.each(['ssl;vpn', 'ssl,vpn', 'ssl|vpn', 'ssl; ;vpn'])('has a list of the tags %j', (tag) => {
    expect(TYPED.documentOf(event({ tag })).event).toEqual({ tag: ['ssl', 'vpn'] });
  });

  it('keeps hostile names apart from its own', () => {
    const fields = Object.fromEntries([
      ['_id', 'x'],
      ['$where', '1'],
      ['a.b', '2'],
      ['toBSON', '3'],
      ['_bsontype', 'ObjectId'],
      ['__proto__', '{}'],
    ]);
    const { _id, event: row } = TYPED.documentOf(event(fields));
    expect(_id).toBe('scan_ssl-2026-01-15-00');
    expect(Object.entries(row as object)).toEqual([
      ['_id', 'x'],
      ['%24where', '1'],
      ['a%2Eb', '2'],
      ['toBSON', '3'],
      ['%5Fbsontype', 'ObjectId'],
      ['__proto__', '{}'],
    ]);
  });
});

describe('the form of the mail pipeline', () => {
  it("has all columns as texts, and the pipeline's keys", () => {
    expect({ ...MAIL_PIPELINE.documentOf(event({ ...ROW, category: 'given way' })) }).toEqual({
      ...ROW,
      ...{ _id: 'scan_ssl-2026-01-15-00', filename: '2026-01-15-scan_ssl-example-geo_as64496.csv' },
      ...{ category: 'scan_ssl', geo_folder: 'AT', logged_date: '2026-01-15 10:20:30' },
      extracted_date: new Date('2026-01-15T10:20:30Z'),
      report_date: new Date('2026-01-15T00:00:00Z'),
      line_hash: '05cad06df91af7a24a415f4f989f4353a03ecff1a86afc6c14b8c8e7d7d0f6de',
    });
  });

  it('has empty cells, and no times without a timestamp', () => {
    const document = MAIL_PIPELINE.documentOf(event({ ip: '192.0.2.1' }, ['timestamp', 'ip']));
    expect({ ...document }).toEqual({
      ...{ _id: 'scan_ssl-2026-01-15-00', timestamp: '', ip: '192.0.2.1' },
      ...{ filename: '2026-01-15-scan_ssl-example-geo.csv', category: 'scan_ssl', geo_folder: '' },
      report_date: new Date('2026-01-15T00:00:00Z'),
      line_hash: '85dc6ea36a1aecedeef8f2db5c5d7baeed933d1d7adc930d71310ce4f34d40d8',
    });
  });
});

it('a finding has its state after the change', () => {
  const finding = findingDocument({
    ...{ id: 'f1-7', finding: 'f1', type: 'scan_ssl', subject: '192.0.2.1', subjectKind: 'ip' },
    ...{ port: 443, transport: 'tcp', infection: '', state: 'resolved', previousState: 'open' },
    ...{ changes: ['resolved'], day: '2026-01-16', at: '2026-01-17T06:00:00.000Z', reason: '', author: '' },
    ...{ severity: 'high', cves: ['CVE-2026-0001'], firstSeen: '2026-01-10', lastSeen: '', hostname: '' },
    ...{ asn: 64496, geo: 'AT', tags: ['ssl'], list: 'example-geo', device: 'laptop-7' },
  });
  expect(finding).toEqual({
    ...{ _id: 'f1', change: 'f1-7', type: 'scan_ssl', subject: '192.0.2.1', subject_kind: 'ip' },
    ...{ port: 443, transport: 'tcp', infection: '', state: 'resolved', previous_state: 'open' },
    ...{ changes: ['resolved'], day: new Date('2026-01-16T00:00:00Z'), at: new Date('2026-01-17T06:00:00Z') },
    ...{ reason: '', author: '', severity: 'high', cves: ['CVE-2026-0001'], tags: ['ssl'] },
    ...{
      first_seen: new Date('2026-01-10T00:00:00Z'),
      hostname: '',
      asn: 64496,
      geo: 'AT',
      list: 'example-geo',
      lease_device: 'laptop-7',
    },
  });
});
