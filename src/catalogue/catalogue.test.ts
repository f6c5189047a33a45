// Checks how names are resolved to types: legacy names, short names, unknown types, the local override.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.js';
import type { ReportType } from './report-type.js';

const catalogue = loadCatalogue();
const ids = (types: readonly ReportType[]) => types.map(({ id }) => id);

describe('resolve', () => {
  it.each([
    ['scan-ssl', 'scan_ssl'],
    [' SCAN_SSL ', 'scan_ssl'],
    ['sinkhole_http_drone', 'event4_sinkhole_http'],
    ['hp-http-scan', 'event4_honeypot_http_scan'],
    ['blacklist', 'blocklist'],
    ['scan_ldap', 'scan_ldap_udp'],
    ['outdated_dnssec_key', 'outdated_dnssec_key'],
    ['Brand-New', 'brand_new'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ])('%s is %s', (name, id) => {
    expect(catalogue.resolve(name)).toBe(id);
  });
});

describe('find', () => {
  it('knows current, legacy and retired names', () => {
    expect(catalogue.find('scan_ssl')).toMatchObject({
      id: 'scan_ssl',
      known: true,
      retired: false,
      family: 4,
    });
    expect(catalogue.find('botnet_drone')?.id).toBe('event4_sinkhole');
    expect(catalogue.find('scan_log4shell_vulnerable')).toMatchObject({
      retired: true,
      severity: 'critical',
    });
  });

  it('does not know names outside of the catalogue', () => {
    for (const name of ['brand_new', '__proto__', 'constructor', '', 'ntp'])
      expect(catalogue.find(name)).toBeUndefined();
  });

  it('copies the data of a twin from its model', () => {
    const four = catalogue.find('scan_ssl')!;
    const six = catalogue.find('scan6_ssl')!;
    expect(six).toEqual({
      ...four,
      id: 'scan6_ssl',
      name: six.name,
      title: `${four.title} (IPv6)`,
      family: 6,
    });
  });
});

describe('the subject', () => {
  const columns = (id: string) => catalogue.find(id)?.subject.map(({ column }) => column);

  it.each([
    ['scan_ssl', 'ip'],
    ['event4_honeypot_ddos_target', 'dst_ip'],
    ['event6_sinkhole_http_referer', 'http_referer_ip'],
    ['compromised_account', 'email'],
    ['ransomware_victim', 'website'],
    ['sandbox_dns', 'request'],
  ])('of %s is first taken from %s', (id, column) => {
    expect(columns(id)?.[0]).toBe(column);
  });

  it('of attack targets is never the attacker', () => {
    expect(columns('event4_honeypot_ddos_target')).not.toContain('src_ip');
  });
});

describe('CVE ids', () => {
  it("are the subject's if a service was scanned, but not if a host attacked", () => {
    expect(catalogue.find('scan_http_vulnerable')?.cveColumns).toContain('cve');
    const attacks = catalogue.types().filter(({ group }) => group === 'honeypot');
    expect(attacks.length).toBeGreaterThan(5);
    for (const type of attacks) expect(type.cveColumns).toEqual([]);
  });
});

describe('match', () => {
  it.each([
    ['ntp', ['scan6_ntp', 'scan_ntp']],
    ['scan_ntp', ['scan_ntp']],
    ['sinkhole-http', ['event4_sinkhole_http', 'event6_sinkhole_http']],
    ['bgp', ['population6_bgp', 'population_bgp', 'scan6_bgp', 'scan_bgp']],
    ['darknet', ['event4_honeypot_darknet']],
    ['brute_force', ['event4_honeypot_brute_force']],
    ['device_id', ['device_id']],
    ['brand_new', []],
    ['', []],
    ['toString', []],
  ])('%s covers %j', (name, expected) => {
    expect(ids(catalogue.match(name))).toEqual(expected);
  });

  it('includes every short name in the names', () => {
    expect(catalogue.names()).toEqual(expect.arrayContaining(['ntp', 'scan_ntp', 'hp_http_scan']));
  });
});

describe('describe', () => {
  it('uses defaults for an unknown type', () => {
    expect(catalogue.describe('Brand-New')).toMatchObject({
      id: 'brand_new',
      known: false,
      retired: false,
      title: 'brand_new',
      severity: 'medium',
      classification: { taxonomy: 'other', type: 'undetermined' },
      group: 'other',
      family: 'both',
      columns: [],
      cadence: 'sporadic',
    });
  });

  it.each([
    ['scan6_brandnew', 'scan', 6],
    ['population_brandnew', 'population', 4],
    ['event4_honeypot_brandnew', 'honeypot', 4],
    ['event6_sinkhole_brandnew', 'sinkhole', 6],
    ['event4_brandnew', 'other', 4],
    ['sandbox_brandnew', 'sandbox', 'both'],
  ])("guesses from the name's family that %s is %s over %s", (id, group, family) => {
    expect(catalogue.describe(id)).toMatchObject({ group, family });
  });

  it('copies the data of the IPv4 twin', () => {
    const twin = catalogue.find('scan_docker')!;
    const type = catalogue.describe('scan6_docker');
    expect(type).toMatchObject({ known: false, id: 'scan6_docker', family: 6, severity: twin.severity });
    expect(type.columns).toEqual(twin.columns);
  });

  it('resolves legacy names', () => {
    expect(catalogue.describe('caida_ip_spoofer')).toBe(catalogue.find('event4_ip_spoofer'));
  });
});

describe('the local override', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sundial-catalogue-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const overrideFile = join(folder, 'catalogue.json');
  const load = (content: string) => {
    writeFileSync(overrideFile, content);
    return loadCatalogue({ overrideFile });
  };

  it('may be absent', () => {
    const types = loadCatalogue({ overrideFile: join(folder, 'none', 'x.json') }).types();
    expect(types).toEqual(catalogue.types());
  });

  it('changes, adds and retires types', () => {
    const types = {
      scan_ssl: { columns: ['timestamp', 'ip', 'jarm'] },
      scan6_brandnew: { name: 'IPv6-Accessible-Brand', columns: ['timestamp', 'ip'], rsit: 'other/other' },
      scan_quic: { retired: true },
    };
    const changed = load(JSON.stringify({ source: 'x', updated: '2026-01-01T00:00:00.000Z', types }));
    expect(changed.find('scan_ssl')?.columns).toEqual(['timestamp', 'ip', 'jarm']);
    expect(changed.find('scan6_ssl')?.columns).toEqual(catalogue.find('scan6_ssl')?.columns);
    expect(changed.find('scan6_brandnew')).toMatchObject({
      known: true,
      title: 'Accessible Brand (IPv6)',
      family: 6,
    });
    expect(changed.find('scan_quic')?.retired).toBe(true);
    expect(ids(changed.types())).not.toContain('scan_quic');
    expect(ids(changed.match('brandnew'))).toEqual(['scan6_brandnew']);
  });

  it.each([
    ['', 'not JSON'],
    ['{"types"', 'not JSON'],
    ['[]', 'no list of types'],
    ['null', 'no list of types'],
    ['{"types": []}', 'no list of types'],
    ['{"types": {"a": 1}}', 'no list of types'],
    ['{"types": {"a": {"columns": [1]}}}', 'no list of types'],
    ['{"types": {"a": {"rsit": 5}}}', 'no list of types'],
  ])('%j is refused with advice', (content, problem) => {
    expect(() => load(content)).toThrow(
      expect.objectContaining({ code: 'catalogue-unreadable', message: expect.stringContaining(problem) }),
    );
    expect(() => load(content)).toThrow('sundial catalogue reset');
  });
});
