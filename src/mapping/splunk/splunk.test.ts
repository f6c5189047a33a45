// Checks events for Splunk: golden files for each family of types, fields with forms, and hostile names and values.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import { splunkRecord } from './splunk.js';

const catalogue = loadCatalogue();
const read = (cells: Readonly<Record<string, string>>, type = 'scan_ssl') => {
  const event = eventOf(Object.keys(cells), cells, { type, date: '2026-01-15' });
  const { json, time } = splunkRecord(event, catalogue.describe(type), 'appeared');
  return { time, json, record: JSON.parse(json) as Record<string, unknown> };
};

describe('golden files', () => {
  it.each(GOLDEN_TYPES)('%s', async (type) => {
    const lines = goldenEvents(type).map((event) => {
      const { json, time } = splunkRecord(event, catalogue.describe(type), 'appeared');
      return JSON.stringify({ time, ...(JSON.parse(json) as object) }, null, 1);
    });
    const file = path.join(import.meta.dirname, 'golden', `${type}.json`);
    await expect(`[${lines.join(',\n')}]\n`).toMatchFileSnapshot(file);
  });
});

describe('an event', () => {
  it('has its time, or its report date', () => {
    expect(read({ timestamp: '2026-01-15 00:01:02' }).time).toBe(1_768_435_262_000);
    expect(read({ timestamp: 'yesterday' }).time).toBe(1_768_435_200_000);
  });

  it('has the host that was scanned as its destination', () => {
    const { record } = read({ ip: '192.0.2.1', port: '443', hostname: 'www.example.com', protocol: 'TCP' });
    expect(record).toMatchObject({
      ...{ dest: '192.0.2.1', dest_ip: '192.0.2.1', dest_port: 443, dest_host: 'www.example.com' },
      ...{ transport: 'tcp', signature: 'SSL/TLS services', dvc: 'Shadowserver' },
    });
    expect(record).not.toHaveProperty('src');
  });

  it('has both sides of a connection', () => {
    const cells = {
      src_ip: '2001:db8::1',
      src_port: '1',
      dst_ip: '192.0.2.2',
      dst_port: '80',
      infection: 'mirai',
    };
    expect(read(cells, 'event4_sinkhole').record).toMatchObject({
      ...{ src: '2001:db8::1', src_ip: '2001:db8::1', src_port: 1, dest: '192.0.2.2', dest_port: 80 },
      signature: 'mirai',
    });
  });

  it.each(['outdated_dnssec_key', 'outdated_dnssec_key_v6'])(
    'of %s has the resolver as its source',
    (type) => {
      const { record } = read({ ip: '192.0.2.1', hostname: 'a.example.com', dst_ip: '198.51.100.2' }, type);
      expect(record).toMatchObject({ src: '192.0.2.1', src_ip: '192.0.2.1', src_host: 'a.example.com' });
      expect(record).toMatchObject({ dest: '198.51.100.2', dest_ip: '198.51.100.2' });
      expect(record).not.toHaveProperty('dest_host');
    },
  );

  it('has the severity of the row or the type in the words of CIM, and the CVE ids', () => {
    expect(read({ severity: 'CRITICAL' }).record.severity).toBe('critical');
    expect(read({ severity: 'info' }).record.severity).toBe('informational');
    const cells = {
      ip: '192.0.2.1',
      severity: 'constructor',
      tag: 'ssl;cve-2014-3566;CVE-2014-3566;cve-2016-0800',
    };
    expect(read(cells, 'scan_ssl_poodle').record).toMatchObject({
      ...{
        severity: catalogue.describe('scan_ssl_poodle').severity,
        cve: ['CVE-2014-3566', 'CVE-2016-0800'],
      },
    });
  });

  it('leaves values of another form to its columns', () => {
    const cells = { ip: '198.51.100.0/24', port: '70000' };
    const { record } = read(cells);
    expect(record).toMatchObject({ dest: '198.51.100.0/24', event: cells });
    expect(record).not.toHaveProperty('dest_ip');
    expect(record).not.toHaveProperty('dest_port');
  });

  it('cannot be changed by names and values of columns', () => {
    const cells = JSON.parse(
      '{"id":"x","state":"withdrawn","severity":"low","event":"x","__proto__":"x","dvc":"\\n\\u0000\\"}"}',
    ) as Record<string, string>;
    const { record, json } = read(cells);
    expect(record).toMatchObject({ state: 'appeared', dvc: 'Shadowserver' });
    expect(record.id).toMatch(/^scan_ssl-2026-01-15-/);
    expect(Object.entries(record.event as object)).toEqual(Object.entries(cells));
    expect(json).not.toContain('\n');
  });
});
