// Checks how an event becomes a row: which columns count, values that the table cannot hold, and the text of COPY.
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.js';
import { copyLine, inChunks } from './copy-text.js';
import { eventRow } from './event-row.js';

const LARGE = 4_294_967_295;
const rowOf = (cells: Readonly<Record<string, string>>, asnLimit: 2_147_483_647 | 4_294_967_295 = LARGE) =>
  eventRow(eventOf(Object.keys(cells), cells), asnLimit);

describe('the columns of ss_events', () => {
  it('come from the usual columns of a report', () => {
    const cells = {
      ip: '192.0.2.1',
      port: '123',
      asn: '64496',
      geo: 'AT',
      hostname: 'NTP.Example.COM',
      tag: 'ntp',
    };
    expect(rowOf({ ...cells, severity: 'low' })).toMatchObject({
      ...{ ip: '192.0.2.1', port: '123', asn: '64496', geo: 'AT', hostname: 'ntp.example.com', tag: 'ntp' },
      severity: 'low',
    });
  });

  it('come from their substitutes where these are empty', () => {
    const cells = {
      ip: '',
      dst_ip: '192.0.2.9',
      dst_port: '80',
      country: 'AT',
      rdns: 'a.example.com',
      type: 'x',
    };
    expect(rowOf(cells)).toMatchObject({
      ...{
        ip: '192.0.2.9',
        port: '80',
        asn: null,
        geo: 'AT',
        hostname: 'a.example.com',
        tag: 'x',
        severity: null,
      },
    });
  });

  it('describe the source of events that have one', () => {
    const source = {
      src_ip: '2001:db8::1',
      src_port: '1',
      src_asn: '64500',
      src_geo: 'NL',
      src_hostname: 'A.example',
    };
    expect(rowOf(source)).toMatchObject({
      ...{ ip: '2001:db8::1', port: '1', asn: '64500', geo: 'NL', hostname: 'a.example' },
    });
    expect(rowOf({ ...source, ip: '192.0.2.1' })).toMatchObject({ ip: '192.0.2.1', asn: null, geo: null });
  });

  it.each([
    ['ip', '192.0.2.0/24', '192.0.2.0/24'],
    ['ip', '2001:db8::/48', '2001:db8::/48'],
    ['ip', '192.0.2.0/33', null],
    ['ip', '192.0.2.0/24/1', null],
    ['ip', 'fe80::1%eth0', null],
    ['ip', '192.0.2.256', null],
    ['ip', 'example.com', null],
    ['port', '2147483648', null],
    ['port', '-1', null],
    ['port', '80/tcp', null],
    ['asn', '4294967295', '4294967295'],
    ['asn', '4294967296', null],
    ['asn', 'AS64496', null],
    ['hostname', 'a\0b', null],
    ['tag', 'é'.repeat(1300), 'é'.repeat(1300)],
    ['tag', 'é'.repeat(1301), null],
  ] as const)('hold %s %j as %j', (column, given, expected) => {
    const row = rowOf({ [column]: given });
    expect(row[column]).toBe(expected);
    expect(JSON.parse(row.raw_data)[column]).toBe(given.replace('\0', '\\x00'));
  });

  it('hold AS numbers only up to the limit of an adopted table', () => {
    expect(rowOf({ asn: '2147483647' }, 2_147_483_647).asn).toBe('2147483647');
    expect(rowOf({ asn: '2147483648' }, 2_147_483_647).asn).toBeNull();
  });
});

describe('raw_data', () => {
  it.each([
    ['NUL', 'a\0b', 'a\\x00b'],
    ['the text of an escape', '\\u0000 \\ud800', '\\u0000 \\ud800'],
    ['a surrogate pair', '\u{1f600}', '\u{1f600}'],
    ['halves of pairs', '\ud83d \ude00 \ud83d\ud83d\ude00', '\ufffd \ufffd \ufffd\u{1f600}'],
    ['quotes and backslashes', '"\\"\n', '"\\"\n'],
  ])('holds %s', (_of, given, expected) => {
    expect(JSON.parse(rowOf({ banner: given }).raw_data)).toEqual({ banner: expected });
  });

  it('does not change the hash', () => {
    expect(rowOf({ banner: 'a\0b' }).event_hash).not.toBe(rowOf({ banner: 'a\\x00b' }).event_hash);
  });

  it('holds names like any other text', () => {
    const row = eventRow(
      eventOf(['$a.b', '__proto__', 'n\0'], JSON.parse('{"__proto__":"x","$a.b":"y"}')),
      LARGE,
    );
    expect(row.raw_data).toBe('{"$a.b": "y", "__proto__": "x", "n\\\\x00": ""}');
  });
});

describe('the text of COPY', () => {
  it('escapes what would end a value, a row or the data', () => {
    expect(copyLine(['a\tb', 'c\nd\re', '\\.', null, '', '\\N'])).toBe(
      'a\\tb\tc\\nd\\re\t\\\\.\t\\N\t\t\\\\N\n',
    );
  });

  it('keeps its bytes in chunks', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => `${number}: ä ${'x'.repeat(40)}\n`);
    const chunks = [...inChunks(lines)];
    expect(chunks.length).toBeGreaterThan(2);
    expect(Buffer.concat(chunks).toString()).toBe(lines.join(''));
  });
});
