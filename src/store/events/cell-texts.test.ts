// Tests which carried columns are searched for a text: all columns that can contain the text, and few others.
import { describe, expect, it } from 'vitest';
import { CARRIED_COLUMNS, type HexForm } from '../../domain/carried-columns.js';
import { columnsWith } from './cell-texts.js';

const FORMS: Readonly<Record<HexForm, string>> = {
  colons: '0A:1B:2C:3D',
  lower: '0a1b2c3d',
  upper: '0A1B2C3D',
};
const columnsOf = (form: HexForm) => CARRIED_COLUMNS.filter((column) => column.form === form);
const searched = (text: string, form: HexForm) => {
  const names = new Set(columnsWith(text));
  return columnsOf(form).filter(({ name }) => names.has(name));
};

/** Every part of a text: as written, in lower case and in upper case. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; start++)
    for (let end = start + 1; end <= text.length; end++) parts.push(text.slice(start, end));
  return parts.flatMap((part) => [part, part.toLowerCase(), part.toUpperCase()]);
}

describe.each(Object.keys(FORMS) as HexForm[])('columns of bytes (%s)', (form) => {
  it('are searched for every part of a text in their form', () => {
    for (const part of partsOf(FORMS[form])) expect(searched(part, form), part).toEqual(columnsOf(form));
  });

  it('are not searched for texts that their form cannot contain', () => {
    const others = form === 'colons' ? ['0A1', '0A:1B2', '::', 'A:B:'] : ['0A:1B', ':'];
    for (const text of [...others, 'xyz', '0x0a', 'a b']) expect(searched(text, form), text).toEqual([]);
  });
});

it('times with names are searched for every part of such a time, and not for words', () => {
  const isSearched = (text: string) => columnsWith(text).includes('http_date');
  for (const part of partsOf('Thu, 15 Jan 2026 10:00:00 GMT')) expect(isSearched(part), part).toBe(true);
  for (const text of ['router', 'ThuJan', 'GMT+1', 'jan_']) expect(isSearched(text), text).toBe(false);
});

it('columns of text are searched for any text', () => {
  const texts = CARRIED_COLUMNS.filter(({ kind }) => kind === 'text' || kind === 'word');
  expect(columnsWith('any text')).toEqual(expect.arrayContaining(texts.map(({ name }) => name)));
});
