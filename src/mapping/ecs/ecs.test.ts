// Checks records of ECS: golden files for each family of types, networks, times, values that their field does not allow, hostile columns, and what is related.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import { DEFAULT_STREAM, datasetOf, datasetProblem } from './data-stream.js';
import { EcsMapping } from './mapping.js';
import { openEcs } from './open.js';

const CATALOGUE = loadCatalogue();
const mapping = new EcsMapping({ catalogue: CATALOGUE, stream: DEFAULT_STREAM });
const TIMES = '2026-01-15 00:01:02';

/** The record of an event of a type with these cells. */
const recordOf = (cells: Readonly<Record<string, string>>, type = 'scan_ssl'): Record<string, never> =>
  mapping.recordOf(
    eventOf(Object.keys(cells), { timestamp: TIMES, ...cells }, { type, date: '2026-01-15' }),
  ) as Record<string, never>;

describe('golden files', () => {
  it.each(GOLDEN_TYPES)('%s', async (type) => {
    const records = goldenEvents(type).map((event) => mapping.recordOf(event));
    const text = `${JSON.stringify(records, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(path.join(import.meta.dirname, 'golden', `${type}.json`));
  });
});

describe('addresses', () => {
  it('are typed, and networks are ranges beside the text of the address', () => {
    const one = recordOf({ ip: '192.0.2.1' });
    expect(one.source).toEqual({ ip: '192.0.2.1', address: '192.0.2.1' });
    expect(one.related).toEqual({ ip: ['192.0.2.1'] });
    const network = recordOf({ ip: '2001:db8::/32' }, 'blocklist');
    expect(network.source).toEqual({ address: '2001:db8::/32' });
    expect(network.shadowserver).toMatchObject({ ip_range: '2001:db8::/32' });
    expect(network.related).toBeUndefined();
  });

  it.each(['192.0.2.1/33', 'fe80::1%eth0', '1.2.3', 'unknown', '192.0.2.1/24/24', '01.2.3.4'])(
    'that are none stay as text: %s',
    (ip) => {
      const { source, shadowserver } = recordOf({ ip, http_referer_ip: ip });
      expect(source).toEqual({ address: ip });
      expect(shadowserver).not.toHaveProperty('ip_range');
      // The column's own field holds addresses only.
      expect(shadowserver).toMatchObject({ other: [{ column: 'http_referer_ip', value: ip }] });
    },
  );
});

describe('a value that its field does not allow', () => {
  it.each([
    ['port', '70000', 'source'],
    ['port', 'http', 'source'],
    ['asn', '0', 'source'],
    ['asn', '64496 64497', 'source'],
    ['geo', 'Austria', 'source'],
    ['http_code', '200 OK', 'http'],
    ['content_length', '-1', 'http'],
    ['cert_issue_date', 'Jan 2020', 'tls'],
    ['cert_length', '9'.repeat(30), 'tls'],
    ['md5_fingerprint', 'none', 'tls'],
    ['mac_address', 'x', 'host'],
    ['ssl_version', '2', 'tls'],
    ['http', 'h2', 'http'],
  ])('stays as text: %s %s', (column, cell, object) => {
    const record = recordOf({ [column]: cell }, 'scan_http');
    expect(record[object]).toBeUndefined();
    expect(record.shadowserver).toMatchObject({ [column]: cell });
  });

  it('stays as a pair if its typed field is the only place of its column', () => {
    const { shadowserver } = recordOf({ amplification: '1e999', count: '1.5', network: '192.0.2.1' });
    expect(shadowserver).toMatchObject({
      other: [
        { column: 'amplification', value: '1e999' },
        { column: 'count', value: '1.5' },
        { column: 'network', value: '192.0.2.1' },
      ],
    });
  });
});

describe('a time', () => {
  it.each([
    ['2026-01-15 00:01:02', '2026-01-15T00:01:02Z'],
    ['2026-01-15T00:01:02.123456Z', '2026-01-15T00:01:02.123456Z'],
    ['2026-01-15T02:01:02+02:00', '2026-01-15T00:01:02Z'],
    ['2026-01-15 00:01:02 UTC', '2026-01-15T00:01:02Z'],
    ['2026-01-15', '2026-01-15T00:00:00Z'],
    ['Thu, 15 Jan 2026 00:01:02 GMT', '2026-01-15T00:01:02Z'],
  ])('%s is %s', (timestamp, iso) => {
    expect(recordOf({ timestamp })['@timestamp']).toBe(iso);
  });

  it.each([
    ...['2026-02-30 00:00:00', '15/01/2026', '0', '2026-01-15 25:00:00'],
    // Years that would have five or more characters in UTC.
    ...['0000-01-01 00:00:00+02:00', '9999-12-31 23:00:00-02:00'],
  ])('is not %s', (timestamp) => {
    const record = recordOf({ timestamp });
    expect(record['@timestamp']).toBe('2026-01-15T00:00:00Z');
    expect(record.shadowserver).toMatchObject({ timestamp });
  });
});

interface Own {
  readonly other: readonly { readonly column: string }[];
  readonly report: object;
}

describe('columns', () => {
  it('that no catalogue knows become pairs, whatever their names', () => {
    const cells = JSON.parse(
      '{"$where":"a","a.b":"b","__proto__":"c","":"d","report":"e","other":"f","tag#2":"g"}',
    );
    const { shadowserver } = recordOf(cells) as unknown as { shadowserver: Own };
    expect(shadowserver.other.map(({ column }) => column)).toEqual(Object.keys(cells));
    expect(shadowserver.report).toMatchObject({ type: 'scan_ssl' });
  });

  it('with line breaks, NUL and formulas stay one line of JSON with the same text', async () => {
    const write = await openEcs({ catalogue: CATALOGUE, clock: () => new Date(0), map: '', fields: [] });
    const banner = '=1+1\r\n\0\u2028"';
    const line = write(eventOf(['banner'], { banner }));
    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line).shadowserver.banner).toBe(banner);
  });

  it('of an unknown type are mapped too', () => {
    const record = recordOf({ ip: '192.0.2.1', port: '1' }, 'scan_unheard_of');
    expect(record.source).toMatchObject({ ip: '192.0.2.1', port: 1 });
    expect(record.event).toMatchObject({ code: 'scan_unheard_of', severity: 47 });
  });
});

it('names the vulnerabilities of the subject, in tags too', () => {
  const one = recordOf({ tag: 'http;cve-2024-12345' }, 'scan_http_vulnerable');
  expect(one.vulnerability).toEqual({ id: 'CVE-2024-12345', enumeration: 'CVE' });
  const two = recordOf({ tag: 'CVE-2024-12345,CVE-2024-1111' }, 'scan_http_vulnerable');
  expect(two.vulnerability).toMatchObject({ id: ['CVE-2024-12345', 'CVE-2024-1111'] });
  // What a honeypot's visitor attacked is no vulnerability of the visitor.
  const attack = recordOf({ tag: 'cve-2024-12345' }, 'event4_honeypot_http_scan');
  expect(attack.vulnerability).toBeUndefined();
});

it('takes URLs and the first lines of requests apart', () => {
  const url = recordOf({ url: 'https://www.example.com:8443/a/b?c=d' }, 'malware_url');
  expect(url.url).toEqual({
    ...{ original: 'https://www.example.com:8443/a/b?c=d', full: 'https://www.example.com:8443/a/b?c=d' },
    ...{ scheme: 'https', domain: 'www.example.com', port: 8443, path: '/a/b', query: 'c=d' },
  });
  const literal = recordOf({ url: 'http://[2001:db8::1]:81/x' }, 'malware_url');
  expect(literal.url).toMatchObject({ domain: '[2001:db8::1]', port: 81 });
  expect(literal.related).toEqual({ ip: ['2001:db8::1'] });
  // A zone is valid on one machine only, and indexes refuse it as an address.
  const zone = recordOf({ http_host: '[fe80::1%eth0]' }, 'event4_sinkhole_http');
  expect([zone.url, zone.related]).toEqual([{ domain: '[fe80::1%eth0]' }, { hosts: ['[fe80::1%eth0]'] }]);
  const request = { http_url: 'POST /a?b HTTP/1.1', http_host: 'www.example.com:80' };
  const line = recordOf(request, 'event4_sinkhole_http');
  expect(line.url).toEqual({ original: '/a?b', domain: 'www.example.com', path: '/a', query: 'b' });
  expect(line.http).toEqual({ request: { method: 'POST' }, version: '1.1' });
});

it('mirrors techniques and scores of honeypots', () => {
  const cells = {
    threat_technique_id: 'T1110.001;T1595',
    threat_tactic_id: 'TA0006',
    vulnerability_score: '9.8',
  };
  const record = recordOf(cells, 'event4_honeypot_http_scan');
  expect(record.threat).toEqual({
    tactic: { id: ['TA0006'] },
    technique: { id: ['T1110', 'T1595'], subtechnique: { id: ['T1110.001'] } },
  });
  expect(record.vulnerability).toEqual({ score: { base: 9.8 } });
});

describe('fields that every record gets', () => {
  const opened = (...fields: string[]) =>
    openEcs({ catalogue: CATALOGUE, clock: () => new Date(0), map: '', fields });

  it('come before all others', async () => {
    const fields = ['labels.tlp=amber', 'data_stream.dataset={type}', 'event.risk_score=5'];
    const record = JSON.parse((await opened(...fields))(eventOf(['ip'], { ip: '192.0.2.1' })));
    expect(record).toMatchObject({ labels: { tlp: 'amber' }, data_stream: { dataset: 'scan_ntp' } });
    expect(record.event.risk_score).toBe(5);
  });

  it.each(['a..b=x', '__proto__.x=y', 'source.port=http'])(
    'are refused if they cannot be: %s',
    async (field) => {
      await expect(opened(field)).rejects.toMatchObject({ code: 'record-field' });
    },
  );
});

it('names data streams by type or group, whatever the type is called', () => {
  const type = { id: 'scan_ÄÖ"*', group: 'scan' } as const;
  expect(datasetOf(DEFAULT_STREAM, type)).toBe('shadowserver.scan_____');
  expect(datasetOf({ dataset: '{group}', namespace: 'x' }, type)).toBe('scan');
  expect(datasetProblem('shadowserver.{group}')).toBeUndefined();
  for (const template of ['', 'a-b', 'A', '{country}', '.x']) expect(datasetProblem(template)).toBeDefined();
});
