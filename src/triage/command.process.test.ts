// Checks proposed commands by running them in a shell that prints its arguments.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLine } from './command.js';

/** The arguments that a shell hands to the command; the first word is the command itself. */
function argumentsOf(line: string): string[] {
  const script = `show() { printf '%s\\0' "$@"; }; show ${line.replace(/^\S+ /, '')}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const VALUES = {
  device: 'NAME1',
  type: 'scan_ntp',
  short: 'ntp',
  port: '123',
  date: '2016-07-27',
  link: 'https://www.example.org/Services/NTP-Version',
  owner: '',
};

test('fills a template of two lines', () => {
  const template = `cert notify --device {device} -D DATE={date:YYYY/MM/DD} --text "Vulnerability of type {short} was detected on port {port}, reported from outside.
  Please find more details at: {link}
"
`;
  expect(commandLine(template, VALUES)).toBe(
    `cert notify --device NAME1 -D DATE=2016/07/27 --text "Vulnerability of type ntp was detected on port 123, reported from outside.
  Please find more details at: https://www.example.org/Services/NTP-Version
"`,
  );
  expect(argumentsOf(commandLine(template, VALUES)).at(-1)).toBe(
    'Vulnerability of type ntp was detected on port 123, reported from outside.\n  Please find more details at: https://www.example.org/Services/NTP-Version\n',
  );
});

describe('an empty value', () => {
  test.each([
    ['x "port {port}."', 'x "port ."', ['port .']],
    ['x {port}', "x ''", ['']],
    ['x "port {port|443}."', 'x "port 443."', ['port 443.']],
    ['x --port={port|none}', 'x --port=none', ['--port=none']],
    ['x {unknown} {unknown|y}', 'x {unknown} {unknown|y}', undefined],
  ])('%s', (template, line, args) => {
    const filled = commandLine(template, { ...VALUES, port: '' });
    expect(filled).toBe(line);
    if (args) expect(argumentsOf(filled)).toEqual(args);
  });
});

test('formats dates, and leaves other text unchanged', () => {
  const line = 'x {date:DD.MM.YYYY} {date:YYYYMMDD} {date} {device:YYYY}';
  expect(argumentsOf(commandLine(line, VALUES))).toEqual(['27.07.2016', '20160727', '2016-07-27', 'NAME1']);
});

test('the shell treats every value as plain text', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '$(id)',
      '`id`',
      '"; id; "',
      "'; id; '",
      '\\',
      '-rf',
      '~',
      '*',
      '#x',
      '!!',
      '\u0007',
      '{device}',
    ),
    fc.string({ maxLength: 12 }),
  );
  const places = ['{v}', '"a {v} b"', "'a {v} b'", '--x={v}', '"{v}"', '"it\'s {v}"'];
  fc.assert(
    fc.property(
      fc.array(hostile, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...places),
      (values, place) => {
        const names = Object.fromEntries(values.map((value, at) => [`v${at}`, value]));
        const template = `x ${values.map((_, at) => place.replace('{v}', `{v${at}}`)).join(' ')}`;
        const shown = (value: string) => value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
        const plain = place.replace(/^(["'])(.*)\1$/, '$2');
        expect(argumentsOf(commandLine(template, names))).toEqual(
          values.map((value) => plain.replace('{v}', () => shown(value))),
        );
      },
    ),
    { seed: 20_261_127, numRuns: 100 },
  );
});
