// Tests that an address is refused without showing it, and that paths are not.
import { expect, it } from 'vitest';
import { requireLocal } from './local-path.js';

it.each(['https://dl.example.com/SECRET?x', 's3://key:SECRET@bucket', 'HTTP://u:SECRET@h/x'])(
  'an address is refused without showing it',
  (address) => {
    const check = () => requireLocal(address, 'the folder', 'Name a folder');
    expect(check).toThrow(
      'the folder is an address (URL), and has to be a path on this machine. Name a folder',
    );
    expect(check).not.toThrow('SECRET');
  },
);

it.each(['a.csv', '/srv/a:b', 'C:\\x', './https:/x', '-', undefined])('%s is a path', (given) => {
  expect(() => requireLocal(given, 'the file', '')).not.toThrow();
});
