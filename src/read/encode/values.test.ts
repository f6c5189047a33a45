// Tests the parsing of cells: values are correct, `exact` is truthful, and hostile text neither throws nor stalls.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatRange } from '../../domain/address.js';
import { SEVERITIES } from '../../domain/event-columns.js';
import {
  canonicalHttpTime,
  canonicalIpv4,
  canonicalNumber,
  canonicalTime,
  cvesIn,
  HexReader,
  lenientNumber,
  lenientTime,
  readRange,
  readSeverity,
  readTags,
  withoutFinalDots,
} from './values.js';

const SEED = { seed: 20_260_115, numRuns: 5_000 };
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
/** Passes a cell within a larger buffer; the functions must not read beyond the cell. */
const within =
  <T>(read: (bytes: Uint8Array, start: number, end: number) => T) =>
  (text: string): T =>
    read(bytesOf(`9${text}9`), 1, 1 + text.length);
const number = (text: string, max = 0xffff) =>
  within((bytes, start, end) => canonicalNumber(bytes, start, end, max))(text);
const time = within(canonicalTime);
const printTime = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
function ipv4(text: string): string | undefined {
  const into = Buffer.from('00000000000000000000ffff00000000', 'hex');
  return within((bytes, start, end) => canonicalIpv4(bytes, start, end, into))(text)
    ? formatAddress(into)
    : undefined;
}

/** Text that resembles valid values, with occasional errors. */
const near = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => bytesOf(text).toString('latin1')),
  fc
    .array(
      fc.constantFrom(
        ...'0123456789',
        '.',
        ':',
        '-',
        ' ',
        '/',
        'T',
        'Z',
        'AS',
        '+',
        '\t',
        '\xa0',
        '\0',
        '255',
      ),
      {
        maxLength: 22,
      },
    )
    .map((parts) => parts.join('')),
);

describe('numbers', () => {
  test('are canonical exactly if printing gives the same text', () => {
    const texts = fc.oneof(near, fc.nat(70_000).map(String), fc.nat({ max: 0xffff_ffff }).map(String));
    fc.assert(
      fc.property(texts, fc.constantFrom(0xffff, 0xffff_ffff), (text, max) => {
        const isCanonical = /^[1-9]\d*$/.test(text) && Number(text) <= max;
        expect(number(text, max)).toBe(isCanonical ? Number(text) : -1);
        const lenient = lenientNumber(text, max);
        if (isCanonical) expect(lenient).toBe(Number(text));
        if (lenient !== undefined)
          expect(lenient >= 0 && lenient <= max && Number.isInteger(lenient)).toBe(true);
      }),
      SEED,
    );
  });

  test.each([
    ['0', 0],
    ['080', 80],
    [' 80 ', 80],
    ['AS64496', 64_496],
    ['as0064496', 64_496],
    ['65536', undefined],
    ['-1', undefined],
    ['1.0', undefined],
    ['1e3', undefined],
    ['AS', undefined],
    ['', undefined],
    [`${'0'.repeat(100)}1`, undefined],
  ])('%s is read leniently as %s', (text, value) => {
    expect(number(text)).toBe(-1);
    expect(lenientNumber(text, text.toLowerCase().startsWith('as') ? 0xffff_ffff : 0xffff)).toBe(value);
  });

  test('at their limits', () => {
    expect([number('65535'), number('65536'), number('4294967295', 0xffff_ffff)]).toEqual([
      65_535, -1, 4_294_967_295,
    ]);
    expect([number('4294967296', 0xffff_ffff), number('9999999999', 0xffff_ffff)]).toEqual([-1, -1]);
  });
});

describe('times', () => {
  test('print back to the same text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), (seconds) => {
        expect(time(printTime(seconds))).toBe(seconds);
        expect(lenientTime(`${printTime(seconds).replace(' ', 'T')}Z`)).toBe(seconds);
      }),
      SEED,
    );
  });

  test('are canonical only if printing gives the same text', () => {
    const digits = fc.array(fc.nat(9), { minLength: 14, maxLength: 14 });
    const texts = fc.oneof(
      near,
      digits.map(
        (d) =>
          `${d.slice(0, 4).join('')}-${d.slice(4, 6).join('')}-${d.slice(6, 8).join('')} ${d.slice(8, 10).join('')}:${d.slice(10, 12).join('')}:${d.slice(12).join('')}`,
      ),
      // Valid dates, and invalid dates close to them.
      fc
        .tuple(
          fc.integer({ min: 1969, max: 2107 }),
          fc.nat(13),
          fc.nat(32),
          fc.nat(24),
          fc.nat(60),
          fc.nat(60),
        )
        .map(([year, ...rest]) => {
          const [month, day, hour, minute, second] = rest.map((part) => String(part).padStart(2, '0'));
          return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
        }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const seconds = time(text);
        if (seconds !== -1) expect(printTime(seconds)).toBe(text);
        else {
          const date = new Date(`${text.replace(' ', 'T')}Z`);
          const real = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) && !Number.isNaN(date.getTime());
          const fits = real && date.getTime() > 0 && date.getTime() / 1000 <= 0xffff_ffff;
          expect(fits && printTime(date.getTime() / 1000) === text).toBe(false);
        }
        const lenient = lenientTime(text);
        if (lenient !== undefined) expect(lenient > 0 && Number.isInteger(lenient)).toBe(true);
        // A parsed date prints as the same date, so no date rolls over into another one.
        if (lenient !== undefined && !/[zc+]|-\d\d:?\d\d\s*$/i.test(text))
          expect(printTime(lenient).slice(0, 10)).toBe(text.trim().slice(0, 10));
      }),
      SEED,
    );
  });

  test.each([
    ['2026-01-15T10:00:00Z', 1_768_471_200],
    ['2026-01-15 10:00:00.123456', 1_768_471_200],
    ['2026-01-15 10:00', 1_768_471_200],
    ['2026-01-15T12:00:00+02:00', 1_768_471_200],
    ['2026-01-15T12:00:00+0200', 1_768_471_200],
    [' 2026-01-15 10:00:00 UTC ', 1_768_471_200],
    ['2026-01-15', undefined],
    ['15.01.2026 10:00:00', undefined],
    ['2026-13-15 10:00:00', undefined],
    ['1970-01-01 00:00:00', undefined],
    ['2106-02-07 06:28:16', undefined],
    ['2024-02-29T23:00:00-01:00', 1_709_251_200],
    ['2026-02-30 10:00:00', undefined],
    ['2026-04-31T10:00:00Z', undefined],
    ['2025-02-29T00:00:00Z', undefined],
    ['2016-12-31 23:59:60', undefined],
    ['2026-01-15T24:00:00Z', undefined],
    ['2026-01-15T10:60:00Z', undefined],
    ['2026-01-15T10:00:00+14:01', undefined],
    ['2026-01-15T10:00:00+01:60', undefined],
    ['0000-00-00T00:00:00Z', undefined],
  ])('%s is read leniently as %s', (text, seconds) => {
    expect(time(text)).toBe(-1);
    expect(lenientTime(text)).toBe(seconds);
  });
});

describe('times of HTTP', () => {
  const httpTime = (text: string) => canonicalHttpTime(bytesOf(text), 0, text.length);

  test('are read exactly if printing gives the same text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), (seconds) => {
        expect(httpTime(new Date(seconds * 1000).toUTCString())).toBe(seconds);
      }),
      SEED,
    );
  });

  test.each([
    'Fri, 15 Jan 2026 10:00:00 GMT',
    'thu, 15 Jan 2026 10:00:00 GMT',
    'Thu, 15 Jan 2026 10:00:00 UTC',
    'Thu, 15 Jan 2026 24:00:00 GMT',
    'Mon, 30 Feb 2026 10:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Sun, 07 Feb 2106 06:28:16 GMT',
    'Thu, 15 Jan 2026 10:00:00 GMT ',
    '',
  ])('"%s" stays text', (text) => {
    expect(httpTime(text)).toBe(-1);
  });
});

describe('hexadecimal bytes', () => {
  const print = { lower: (hex: string) => hex, upper: (hex: string) => hex.toUpperCase() };
  const read = (form: 'lower' | 'upper' | 'colons', text: string, most = 20) => {
    const reader = new HexReader(form, most);
    return reader.bytes.toString('hex', 0, reader.into(bytesOf(`${text}00`), 0, text.length));
  };

  test('are read in their own form only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        const colons = print.upper(hex).match(/../g)!.join(':');
        expect([read('lower', hex), read('upper', print.upper(hex)), read('colons', colons)]).toEqual([
          hex,
          hex,
          hex,
        ]);
        if (/[a-f]/.test(hex))
          expect([read('upper', hex), read('lower', print.upper(hex))]).toEqual(['', '']);
      }),
      SEED,
    );
  });

  test.each([
    ['colons', 'AB:C'],
    ['colons', 'AB:CD:'],
    ['colons', 'AB-CD'],
    ['colons', 'ABCDEF:0'],
    ['upper', 'ABC'],
    ['upper', 'AB CD'],
    ['lower', '0g'],
    ['lower', 'ab'.repeat(21)],
  ] as const)('%s: "%s" stays text', (form, text) => {
    expect(read(form, text)).toBe('');
  });

  test('zeros are reported, because in a column of fixed size they mean that there is no value', () => {
    const reader = new HexReader('upper', 4);
    expect([reader.into(bytesOf('0000'), 0, 4), reader.isZero]).toEqual([2, true]);
    expect([reader.into(bytesOf('0001'), 0, 4), reader.isZero]).toEqual([2, false]);
  });
});

describe('addresses', () => {
  test('the fast path reads exactly the canonical dotted form', () => {
    const octet = fc.oneof(fc.nat(260).map(String), fc.constantFrom('00', '01', '', '0255'));
    const dotted = fc.array(octet, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(near, dotted), (text) => {
        const slow = readRange(text);
        const canonical = /^\d+\.\d+\.\d+\.\d+$/.test(text) && slow?.exact === true;
        expect(ipv4(text)).toBe(canonical ? text : undefined);
      }),
      SEED,
    );
  });

  test('are exact if printing gives the same text', () => {
    const part = fc.constantFrom(
      ':',
      '::',
      '.',
      '/',
      '0',
      '255',
      'ffff',
      'DB8',
      '00ab',
      '1',
      '24',
      '64',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 18 }), (parts) => {
        const text = parts.join('');
        const reading = readRange(text);
        if (reading) expect(formatRange(reading.value) === text).toBe(reading.exact);
      }),
      SEED,
    );
    expect(readRange('2001:db8::1')?.exact).toBe(true);
    expect(readRange('2001:0db8::1')?.exact).toBe(false);
    expect(readRange(' 192.0.2.1')?.exact).toBe(false);
    expect(readRange('192.0.2.1/24')?.exact).toBe(false);
    expect(readRange('192.0.2.0/24')?.exact).toBe(true);
  });
});

test('severities are case-insensitive, and exact only as published', () => {
  for (const [index, word] of SEVERITIES.entries()) {
    expect(readSeverity(word)).toEqual({ value: index + 1, exact: true });
    expect(readSeverity(` ${word.toUpperCase()}`)).toEqual({ value: index + 1, exact: false });
  }
  for (const text of ['', 'none', 'hi', 'mediumm', '\xff'])
    expect(readSeverity(text)).toEqual({ value: 0, exact: false });
});

describe('tags', () => {
  test('are split on any separator in use, and exact only if joining gives the text', () => {
    expect(readTags('a;b')).toEqual({ value: ['a', 'b'], exact: true });
    expect(readTags('a')).toEqual({ value: ['a'], exact: true });
    expect(readTags('a, b|c;;d ')).toEqual({ value: ['a', 'b', 'c', 'd'], exact: false });
    expect(readTags(';')).toEqual({ value: [], exact: false });
    // 0xa0 is a blank in Latin-1, but here it is the second half of a letter.
    expect(readTags('\xc3\xa0')).toEqual({ value: ['\xc3\xa0'], exact: true });
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b c', ';', ',', '|', ' ', '\t', '\xa0', '\0')), (parts) => {
        const text = parts.join('');
        const { value, exact } = readTags(text);
        expect(value.join(';') === text).toBe(exact);
        for (const tag of value) expect(tag).toMatch(/^[^,;| \t]([^,;|]*[^,;| \t])?$/);
      }),
      SEED,
    );
  });
});

test('CVE ids are found case-insensitively, each once', () => {
  expect(cvesIn('x cve-2024-0001;CVE-2024-0001, CVE-2023-12345678 CVE-24-1 CVE-2024-12')).toEqual([
    'CVE-2024-0001',
    'CVE-2023-12345678',
  ]);
});

test('a megabyte of any text is parsed quickly', () => {
  for (const run of [' ', '0', '1', ':', '.', '\t', 'CVE-2024-', ';']) {
    const text = `2024-01-01 00:00:00${run.repeat(1_000_000)}x`;
    const before = process.cpuUsage();
    expect(lenientNumber(text, 0xffff)).toBeUndefined();
    expect(lenientTime(text)).toBeUndefined();
    expect(readRange(text)).toBeUndefined();
    expect(readSeverity(text).value).toBe(0);
    expect(readTags(text).value.length).toBeGreaterThan(0);
    expect(cvesIn(text)).toEqual([]);
    expect(withoutFinalDots(text)).toBe(text);
    // Quadratic work would take minutes; the bound is generous.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  }
});
