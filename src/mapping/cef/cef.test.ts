// Checks records of CEF: golden files for each family of types, values that try to break out, and values that do not fit.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import { readCef } from '../testing/read-cef.js';
import type { CefOptions } from './cef.js';
import { cefWriter } from './format.js';
import { OF_TYPES } from './table.js';

const catalogue = loadCatalogue();
const write = cefWriter(catalogue, []);
const SENT: CefOptions = { state: 'appeared', others: true };

/** The record of a row, read back. @param cells by the names of their columns */
const read = (cells: Readonly<Record<string, string>>, type = 'scan_ssl', options = SENT) => {
  const event = eventOf(Object.keys(cells), cells, { type, date: '2026-01-15' });
  const { line } = write(event, options);
  const { header, pairs } = readCef(line);
  const text = pairs.get('ShadowserverReportsColumns');
  const others = text === undefined ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { line, header, pairs, others, at: (key: string) => pairs.get(key) };
};

describe('golden files', () => {
  it.each(GOLDEN_TYPES)('%s', async (type) => {
    const lines = goldenEvents(type).map((event) => write(event, SENT).line);
    for (const line of lines) readCef(line);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, 'golden', `${type}.cef`),
    );
  });
});

describe('a record', () => {
  it('has the type as its class, the title as its name, and the severity of the row', () => {
    const { header } = read({ severity: 'critical' });
    expect(header).toEqual(['Shadowserver', 'Reports', '1.0', 'scan_ssl', 'SSL/TLS services', '10']);
  });

  it('has the severity of its type if the row has none that is known', () => {
    const own = catalogue.describe('compromised_iot').severity;
    expect(own).toBe('critical');
    expect(read({ severity: '' }, 'compromised_iot').header[5]).toBe('10');
    // The header says less exactly what the cell says.
    const capitals = read({ severity: 'CRITICAL' }, 'scan_ntp');
    expect([capitals.header[5], capitals.others]).toEqual(['10', { severity: 'CRITICAL' }]);
    const unknown = read({ severity: 'apocalyptic' }, 'compromised_iot');
    expect(unknown.header[5]).toBe('10');
    expect(unknown.others).toEqual({ severity: 'apocalyptic' });
  });

  it('has its time in milliseconds', () => {
    const { at, others } = read({ timestamp: '2026-01-15 00:01:02' });
    expect(at('start')).toBe('1768435262000');
    expect(at('rt')).toBe('1768435262000');
    expect(others).toEqual({});
  });

  it.each(['2026-02-30 00:00:00', 'yesterday', '2026-01-15', '1768435262'])(
    'has no time if the report has %s',
    (timestamp) => {
      const { at, others } = read({ timestamp });
      expect(at('start')).toBeUndefined();
      expect(others).toEqual({ timestamp });
    },
  );

  it('keeps the text of a time with a fraction', () => {
    const { at, others } = read({ timestamp: '2026-01-15T00:01:02.500Z' });
    expect(at('start')).toBe('1768435262500');
    expect(others).toEqual({ timestamp: '2026-01-15T00:01:02.500Z' });
  });

  it('says whether the event was withdrawn, with the same key', () => {
    const cells = { ip: '192.0.2.1' };
    const withdrawn = read(cells, 'scan_ssl', { state: 'withdrawn', others: true });
    expect(withdrawn.at('act')).toBe('withdrawn');
    expect(withdrawn.at('externalId')).toBe(read(cells).at('externalId'));
    expect(withdrawn.at('externalId')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('leaves the other columns out on request', () => {
    const { at } = read({ ip: '192.0.2.1', new_column: 'x' }, 'scan_ssl', {
      state: 'appeared',
      others: false,
    });
    expect(at('src')).toBe('192.0.2.1');
    expect(at('ShadowserverReportsColumns')).toBeUndefined();
  });

  it('has keys of its own on request', () => {
    const own = cefWriter(catalogue, ['deviceFacility=a|b=c {type}']);
    const event = eventOf(['ip'], { ip: '192.0.2.1' });
    expect(readCef(own(event, SENT).line).pairs.get('deviceFacility')).toBe('a|b=c scan_ntp');
    expect(() => cefWriter(catalogue, ['a b=c'])).toThrow('its name is not a key of CEF');
    for (const name of ['src', 'cs1Label', 'start', 'ShadowserverReportsList'])
      expect(() => cefWriter(catalogue, [`${name}=x`]), name).toThrow('may have that key already');
  });
});

describe('an address', () => {
  it('that is IPv6 has a key with a label', () => {
    const { at } = read({ src_ip: '2001:db8::1', dst_ip: '2001:db8::2' }, 'event6_sinkhole');
    expect([at('c6a2'), at('c6a2Label')]).toEqual(['2001:db8::1', 'Source IPv6 Address']);
    expect([at('c6a3'), at('c6a3Label')]).toEqual(['2001:db8::2', 'Destination IPv6 Address']);
    expect([at('src'), at('dst')]).toEqual([undefined, undefined]);
  });

  it.each(['198.51.100.0/24', '2001:db8::/32'])('that is the network %s has a text with a label', (ip) => {
    const { at } = read({ ip }, 'blocklist');
    expect([at('flexString1'), at('flexString1Label')]).toEqual([ip, 'ip']);
    expect(at('src')).toBeUndefined();
  });

  it('that is none stays under its column', () => {
    expect(read({ ip: '192.0.2.1 src=x', port: '70000', asn: '064496' }).others).toEqual({
      ...{ ip: '192.0.2.1 src=x', port: '70000', asn: '064496' },
    });
  });

  it('never displaces another value of the same key', () => {
    const { at, others } = read({ ip: '198.51.100.0/24', network: '203.0.113.0/24' });
    expect(at('flexString1')).toBe('198.51.100.0/24');
    expect(others).toEqual({ network: '203.0.113.0/24' });
  });
});

describe('source and destination', () => {
  it('are never exchanged', () => {
    const cells = {
      src_ip: '192.0.2.1',
      src_hostname: 'a.example',
      dst_ip: '192.0.2.2',
      dst_hostname: 'b.example',
    };
    for (const type of ['event4_honeypot_ddos_target', 'event4_sinkhole', 'event4_unheard_of']) {
      const { at } = read(cells, type);
      expect([at('src'), at('shost'), at('dst'), at('dhost')], type).toEqual(Object.values(cells));
    }
  });
});

describe('hostile values', () => {
  const HOSTILE = [
    'a=b src=203.0.113.1',
    'a|b\\|c',
    'line one\nCEF:0|x|y|1|1|x|1|\r\nsrc=203.0.113.1',
    'a\\',
    '\\n is not a line break',
    'nul\0 escape\x1b[31m del\x7f nel\u0085 tab\t',
    '] "x" [a@1 b="c"]',
    '123 <13>1 - - - - - -',
    ' at both ends ',
    '\u2028é😀',
  ];

  it.each(HOSTILE)('%j stays exact in a key or under its column', (text) => {
    for (const column of ['handshake', 'hostname', 'new_column']) {
      const { at, others } = read({ ip: '192.0.2.1', [column]: text });
      const keys: Readonly<Record<string, string>> = { handshake: 'cs3', hostname: 'shost' };
      expect([at(keys[column] ?? ''), others[column]]).toContain(text);
      expect(at('src')).toBe('192.0.2.1');
    }
  });

  it.each(HOSTILE)('%j cannot leave the header or the name of a column', (text) => {
    const named = text.replaceAll(/[\r\n]/g, ' ');
    const { header, others } = read({ [named]: 'x' }, text);
    expect(header).toHaveLength(6);
    expect(others).toEqual({ [named]: 'x' });
  });

  it('do not become properties of objects', () => {
    const { others } = read(
      JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>,
      'toString',
    );
    expect(Object.entries(others)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('that are longer than their key permits stay under their column', () => {
    const hostname = 'a'.repeat(1024);
    const { at, others } = read({ hostname });
    expect(at('shost')).toBeUndefined();
    expect(others).toEqual({ hostname });
  });
});

it('the table names types that the catalogue knows', () => {
  expect(Object.keys(OF_TYPES).filter((type) => !catalogue.describe(type).known)).toEqual([]);
});
