// Checks what options, cases, markings and bad values change in the objects of reports.
import { describe, expect, it } from 'vitest';
import type { StixObject } from './object.js';
import { made, type Row } from './testing/reports.js';

const CERTIFICATE: Row = {
  ...{ timestamp: '2026-01-15 00:01:02', severity: 'low', ip: '192.0.2.10', protocol: 'tcp', port: '443' },
  ...{ hostname: 'www.example.com', tag: 'ssl;self-signed', asn: '64496', application: 'https' },
  ...{ cert_issue_date: '2025-01-01 00:00:00', cert_expiration_date: 'Jul  4 16:19:08 2027 GMT' },
  ...{ cert_serial_number: '00ABCDEF12', signature_algorithm: 'sha256WithRSAEncryption' },
  sha1_fingerprint: 'A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1',
  ...{ subject_common_name: 'www.example.com', subject_country: 'DE', issuer_common_name: 'Example, CA' },
};

const VULNERABLE: Row = {
  ...{
    timestamp: '2026-01-15 03:04:05',
    severity: 'critical',
    ip: '2001:db8::7',
    protocol: 'tcp',
    port: '443',
  },
  ...{ hostname: 'mail.example.org', mac_address: '00-0A-95-9D-68-16', asn: '4200000001' },
  ...{ tag: 'exchange;cve-2021-26855,CVE-2022-41082', vulnerability_id: 'CVE-2023-21529' },
};

const RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';

it.each([
  [['TLP:GREEN', 'tlp:red', ''], 'clear', RED],
  [['TLP:GREEN', 'secret'], 'clear', RED],
  [['TLP:GREEN', ''], 'red', RED],
  [['white'], 'white', 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9'],
] as const)(
  'objects are marked as high as the highest of the rows %j and the option %s',
  async (levels, tlp, id) => {
    const rows = levels.map((level, at) => ({ ...VULNERABLE, ip: `192.0.2.${at}`, TLP: level }));
    const { objects } = await made(rows, { options: { tlp } });
    const marked = objects.filter(({ type }) => !['marking-definition', 'identity'].includes(type));
    expect(new Set(marked.flatMap((object) => object.object_marking_refs ?? ['none']))).toEqual(
      new Set([id]),
    );
    expect(objects.some((object) => object.id === id)).toBe(true);
  },
);

describe('what is known of all rows', () => {
  it('decides the severity of the case and the labels of the report', async () => {
    const rows = [
      { ...CERTIFICATE, severity: 'high', tag: 'a' },
      { ...CERTIFICATE, ip: '192.0.2.11', severity: 'low', vendor_severity: 'critical', tag: 'b,c' },
      { ...CERTIFICATE, ip: '192.0.2.12', severity: 'info', tag: 'a' },
    ];
    const { objects } = await made(rows, { options: { incident: { severity: 'medium', priority: 'P1' } } });
    const labels = ['Shadowserver', 'a', 'b', 'c'];
    expect(one(objects, 'case-incident')).toMatchObject({ severity: 'critical', priority: 'P1', labels });
    expect(one(objects, 'report')).toMatchObject({ labels });
    expect(one(objects, 'report').description).toContain('critical 1, high 1, info 1');
  });

  it('leaves a case with the configured severity if rows are less severe', async () => {
    const { objects } = await made([CERTIFICATE], {
      options: { incident: { severity: 'high', priority: 'P4' } },
    });
    expect(one(objects, 'case-incident')).toMatchObject({ severity: 'high' });
  });
});

describe('objects that reports share', () => {
  const row = { ...VULNERABLE, hostname: '' };
  const later = { ...row, timestamp: '2026-01-16 03:04:05' };
  const of = async (rows: readonly Row[], facts: Parameters<typeof made>[1] & object) =>
    (await made(rows, facts)).objects;
  const shared = (objects: readonly StixObject[]) =>
    objects.filter(({ type }) => ['vulnerability', 'relationship'].includes(type));
  const observed = (objects: readonly StixObject[]) => one(objects, 'observed-data');

  it('are the same object in each if they say the same', async () => {
    const first = await of([row], { facts: { type: 'scan_ssl' } });
    const second = await of([later], { facts: { type: 'scan_ssh', date: '2026-01-16', page: '' } });
    expect(shared(first)).toHaveLength(7);
    expect(shared(second)).toEqual(shared(first));
  });

  it('have a newer version if they are more confidential, whichever report comes first', async () => {
    const levels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
    const versions = await Promise.all(levels.map((tlp) => of([row], { options: { tlp } })));
    for (const [at, objects] of versions.entries()) {
      if (at === 0) continue;
      const [before, after] = [versions[at - 1]!, objects].map((all) => [
        ...shared(all),
        one(all, 'identity'),
      ]);
      expect(after!.map(({ id }) => id)).toEqual(before!.map(({ id }) => id));
      for (const [index, { modified, created }] of after!.entries()) {
        expect(String(modified) > String(before![index]!.modified)).toBe(true);
        expect(created).toBe(before![index]!.created);
      }
    }
    // A marking of the rows counts as that of the option does.
    const marked = await of([{ ...row, tlp: 'TLP:RED' }], {});
    expect(shared(marked).map(({ modified }) => modified)).toEqual(
      shared(versions.at(-1)!).map(({ modified }) => modified),
    );
  });

  it('have versions in the order of days and issues, with one time of creation, whenever they were loaded', async () => {
    const day = await of([row], {});
    const next = await of([later], { facts: { date: '2026-01-16' } });
    const again = await of([{ ...row, timestamp: '2026-01-15 05:00:00' }], {
      facts: { versionAt: '2026-01-16T04:00:00.001Z' },
    });
    const versions = [day, next].map(observed);
    expect(new Set([...versions, observed(again)].map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
    expect(versions[1]!.modified! > versions[0]!.modified!).toBe(true);
    expect(observed(again).modified! > versions[0]!.modified!).toBe(true);
  });

  it('have a version for each type and identifier of a day', async () => {
    const facts = ['scan_ssl', 'scan_ssh', 'scan_http'].flatMap((type) =>
      ['one', 'two', ''].map((list) => ({ type, list })),
    );
    const all = await Promise.all(facts.map((some) => of([row], { facts: some })));
    expect(new Set(all.map((objects) => observed(objects).modified)).size).toBe(9);
  });
});

describe('a path in url', () => {
  const site = { url: '/a?b=1', http_host: 'shop.example.com', ip: '192.0.2.80', port: '443' };
  it.each<[row: Row, url: string | undefined]>([
    [{ ...site, application: 'https' }, 'https://shop.example.com/a?b=1'],
    [{ ...site, application: 'HTTP' }, 'http://shop.example.com:443/a?b=1'],
    [{ ...site, port: '80' }, 'http://shop.example.com/a?b=1'],
    [{ ...site, port: '8443', application: 'https' }, 'https://shop.example.com:8443/a?b=1'],
    [{ ...site, port: '', application: 'http' }, 'http://shop.example.com/a?b=1'],
    [{ ...site, http_host: 'shop.example.com:8443' }, 'https://shop.example.com:8443/a?b=1'],
    [{ ...site, http_host: '[2001:db8::80]:443' }, 'https://[2001:db8::80]/a?b=1'],
    [{ ...site, http_host: '' }, 'https://192.0.2.80/a?b=1'],
    [{ ...site, http_host: '', ip: '2001:db8::80' }, 'https://[2001:db8::80]/a?b=1'],
    [{ ...site, url: '//evil.example/' }, 'https://shop.example.com//evil.example/'],
    [{ ...site, url: 'https://example.net/' }, 'https://example.net/'],
    [{ ...site, port: '8443' }, undefined],
    [{ ...site, application: 'ftp' }, undefined],
    [{ ...site, http_host: 'ada@evil.example' }, undefined],
    [{ ...site, http_host: 'evil.example/x' }, undefined],
    [{ ...site, http_host: '', ip: '192.0.2.0/24' }, undefined],
    [{ ...site, url: 'GET /a HTTP/1.1' }, undefined],
    [{ ...site, url: '/two words' }, undefined],
  ])('of %j is %s', async (row, url) => {
    const { report, objects, problems } = await made([{ timestamp: '2026-01-15 00:00:00', ...row }]);
    expect(problems).toEqual([]);
    expect(objects.find(({ type }) => type === 'url')?.value).toBe(url);
    expect(report.tally.incompleteRows).toBe(url === undefined ? 1 : 0);
  });
});

describe('values that do not fit', () => {
  const BAD: Row = {
    ...{ timestamp: '2026-13-45 25:00:00', severity: 'terrible', ip: '192.0.2.999', hostname: 'two words' },
    ...{ mac_address: 'none', url: '/index.html', asn: '-1', port: '70000', protocol: 'a b' },
    ...{ dst_ip: '192.0.2.1', dst_port: 'x', sha1_fingerprint: 'A1:B2', cert_issue_date: 'yesterday' },
  };

  it('cost no row: they are counted by column, and the note shows them', async () => {
    const { report, objects, problems } = await made([BAD, CERTIFICATE]);
    expect(problems).toEqual([]);
    const { rows, incompleteRows, problems: found } = report.tally;
    expect([rows, incompleteRows]).toEqual([2, 1]);
    expect([...found.keys()].sort()).toEqual([
      'asn: not the number of an autonomous system',
      'cert_issue_date: not a time',
      'dst_port: not a port',
      'hostname: not a host name',
      'ip: not an address',
      'mac_address: not a MAC address',
      'protocol: not the name of a protocol',
      'severity: not a severity',
      'sha1_fingerprint: not a hash of SHA-1',
      'timestamp: not a time',
      'url: not an absolute URL, and not a path of a known host',
    ]);
    expect(one(objects, 'note').content).toContain('| ip | 192.0.2.999 |');
  });

  it('leave a report without observables with its notes', async () => {
    const { objects, problems } = await made([{ timestamp: '2026-01-15 00:00:00', ip: 'unknown' }]);
    expect(problems).toEqual([]);
    expect(objects.map(({ type }) => type)).toEqual(['marking-definition', 'identity', 'report', 'note']);
  });

  it('are not told of empty cells, and not of an unknown autonomous system', async () => {
    const { report } = await made([
      { timestamp: '2026-01-15 00:00:00', ip: '192.0.2.1', asn: '0', port: '' },
    ]);
    expect(report.tally.incompleteRows).toBe(0);
  });
});

describe('markings', () => {
  it.each([
    ['clear', 1, '613f2e26-407d-48c7-9eca-b8e91df99dc9'],
    ['white', 2, '94868c89-83c2-464b-929b-a1a8aa3c8487'],
    ['green', 1, '34098fce-860f-48ae-8e50-ebd3cc5e41da'],
    ['amber', 2, '55d920b0-5e8b-4f79-9ee9-91f868d9b421'],
    ['amber+strict', 1, '826578e1-40ad-459f-bc73-ede076f81f37'],
    ['amber+strict', 2, '939a9414-2ddd-4d32-a0cd-375ea402b003'],
    ['red', 1, '5e57c739-391a-4eb3-b6be-7d15ca92d5ed'],
  ] as const)(
    'TLP:%s of TLP %i is an object, to which every other one refers',
    async (tlp, tlpVersion, id) => {
      const { objects, problems } = await made([CERTIFICATE], { options: { tlp, tlpVersion } });
      expect(problems).toEqual([]);
      const [marking, ...others] = objects;
      expect(marking!.id).toBe(`marking-definition--${id}`);
      expect(others.every(({ object_marking_refs: refs }) => String(refs) === marking!.id)).toBe(true);
    },
  );
});

describe('names', () => {
  const connector = { id: 'AbC123', firstTime: '2026-01-14 23:59:59' };

  it('are plain: a re-issue with another id of the API is the same report', async () => {
    const first = await made([CERTIFICATE], { facts: { connector } });
    const second = await made([VULNERABLE], {
      facts: { connector: { ...connector, id: 'xYz789' }, versionAt: '2026-01-17T00:00:00.000Z' },
    });
    expect(first.report.name).toBe('Shadowserver Report scan_ssl: example-asn 2026-01-15');
    expect(first.report.id).toBe(second.report.id);
    expect(JSON.stringify(first.objects)).not.toContain('AbC123');
    const [before, after] = [one(first.objects, 'report'), one(second.objects, 'report')];
    expect([before.created, before.published]).toEqual([after.created, after.published]);
    expect(String(after.modified) > String(before.modified)).toBe(true);
    expect(one(first.objects, 'note').id).toBe(one(second.objects, 'note').id);
  });

  it('are those of the connector where the id is known', async () => {
    const { report, objects } = await made([CERTIFICATE], {
      facts: { connector },
      options: { names: 'connector' },
    });
    expect(report.name).toBe('Shadowserver Report scan_ssl: AbC123');
    expect(one(objects, 'report').published).toBe('2026-01-14T00:00:00Z');
    const unknown = await made([CERTIFICATE], { options: { names: 'connector' } });
    const plain = await made([CERTIFICATE]);
    expect(unknown.report.id).toBe(plain.report.id);
  });
});

function one(objects: readonly StixObject[], type: string): StixObject {
  const found = objects.filter((object) => object.type === type);
  expect(found).toHaveLength(1);
  return found[0]!;
}

it('gives the note on a row with a time after its day newer versions all the same', async () => {
  const [first, second] = ['2026-01-16T04:00:00.000Z', '2026-01-17T04:00:00.000Z'];
  const versions = [first, second].map(async (versionAt) => {
    const options = { notes: 'one' } as const;
    const { objects } = await made([{ timestamp: '2099-01-01 00:00:00' }], { facts: { versionAt }, options });
    return objects.find(({ type }) => type === 'note');
  });
  const created = '2026-01-15T00:00:00.000Z';
  expect(await Promise.all(versions)).toMatchObject([
    { created, modified: first },
    { created, modified: second },
  ]);
});
