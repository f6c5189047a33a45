// Checks how text becomes a value of each type, and that problems are described without quoting the text.
import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/option.js';
import { readValue } from './value.js';

const COMMON = { name: 'sample', section: 'Sample', description: 'A sample.' };
const FOLDERS = { base: '/etc/sundial', home: '/home/ada' };

const string: Option = { ...COMMON, type: 'string', default: '', example: 'x' };
const path: Option = { ...COMMON, type: 'path', default: '/x', example: '/x' };
const url: Option = { ...COMMON, type: 'url', schemes: ['http', 'https'], default: '', example: 'http://x' };
const integer: Option = { ...COMMON, type: 'integer', min: 1, max: 10, default: 2, example: 3 };
const number: Option = { ...COMMON, type: 'number', min: 0, max: 10, default: 1, example: 0.5 };
const boolean: Option = { ...COMMON, type: 'boolean', default: false, example: true };
const level: Option = { ...COMMON, type: 'enum', values: ['low', 'high'], default: 'low', example: 'high' };
const list: Option = { ...COMMON, type: 'list', default: [], example: ['a'] };
const numbers: Option = { ...COMMON, type: 'numbers', min: 0, max: 10, default: {}, example: { a: 1 } };

const read = (option: Option, raw: string | readonly string[]) => readValue(option, raw, FOLDERS);

describe('readValue', () => {
  it.each([
    ['an unchanged string', string, ' two words ', ' two words '],
    ['an absolute path', path, '/srv/x', '/srv/x'],
    ['a relative path', path, '../x', '/etc/x'],
    ['the home folder', path, '~', '/home/ada'],
    ['a path below home', path, '~/x', '/home/ada/x'],
    ['a URL', url, 'https://host:8123/db', 'https://host:8123/db'],
    ['an integer', integer, ' 10 ', 10],
    ['a fraction of a number', number, ' 0.25 ', 0.25],
    ['a whole number', number, '10', 10],
    ['true', boolean, 'True', true],
    ['yes', boolean, 'yes', true],
    ['1', boolean, '1', true],
    ['off', boolean, 'off', false],
    ['0', boolean, '0', false],
    ['an enum', level, 'high', 'high'],
    ['a list in one text', list, 'a, b,,c ', ['a', 'b', 'c']],
    ['a list of texts', list, ['a,b', ' c'], ['a,b', 'c']],
    ['numbers in one text', numbers, 'a_*=1, b = 10,', { 'a_*': 1, b: 10 }],
    ['numbers of a map', numbers, ['a=0', 'constructor=2'], { a: 0, constructor: 2 }],
  ])('reads %s', (_what, option, raw, value) => {
    expect(read(option, raw)).toEqual({ value });
  });

  it.each([
    ["another user's home", path, '~bob/x', "starts at another user's home folder"],
    ['text that is not a URL', url, 'localhost', 'is not a URL'],
    ['another scheme', url, 'ftp://host', 'has another scheme'],
    ['a user in an address', url, 'http://ada@host', 'contains a user name or password'],
    ['a password in an address', url, 'http://:s3cret@host', 'contains a user name or password'],
    ['a fraction', integer, '2.5', 'is not a whole number'],
    ['a number with its unit', integer, '2 MiB', 'is not a whole number'],
    ['an exponent', number, '1e1', 'is not a number'],
    ['a number without digits', number, '.', 'is not a number'],
    ['a number too small', number, '-0.1', 'is too small'],
    ['a number too large', number, '10.01', 'is too large'],
    ['too little', integer, '0', 'is too small'],
    ['too much', integer, '11', 'is too large'],
    ['neither true nor false', boolean, 'perhaps', 'is neither true nor false'],
    ['a property of every object', boolean, 'constructor', 'is neither true nor false'],
    ['an unknown value', level, 'middle', 'is not one of its values'],
    ['a number without a name', numbers, '=1', 'holds an entry without a name and a number'],
    ['a name without a number', numbers, 'a', 'holds an entry without a name and a number'],
    ['a number that is not whole', numbers, 'a=1, b=x', 'holds a value that is not a whole number'],
    ['one of several numbers too large', numbers, 'a=11', 'holds a value that is too large'],
    ['a list for one value', string, ['a', 'b'], 'is a list'],
  ])('refuses %s', (_what, option, raw, problem) => {
    expect(read(option, raw)).toEqual({ problem });
  });

  it('accepts a password in a secret address', () => {
    const address = 'http://ada:s3cret@host';
    expect(read({ ...url, secret: true }, address)).toEqual({ value: address });
  });

  it('refuses an address without a host', () => {
    const files: Option = { ...url, schemes: ['clickhouse'] };
    expect(read(files, 'clickhouse:///db')).toEqual({ problem: 'lacks a host' });
  });
});
