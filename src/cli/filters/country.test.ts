// Tests that names of countries are refused with the code that was meant, and that codes are not.
import { expect, it } from 'vitest';
import { requireCountryCode } from './country.js';

it.each([
  ['Germany', 'did you mean DE, Germany?'],
  ['!austira', 'did you mean AT, Austria?'],
  ['DEU', 'not a country code'],
])('%s is refused', (given, problem) => {
  expect(() => requireCountryCode(given)).toThrow(problem);
});

it.each(['DE', 'de', '!de', '-DE', '|AT', '&AT', '=Germany', ''])('"%s" is accepted', (given) => {
  expect(() => requireCountryCode(given)).not.toThrow();
});
