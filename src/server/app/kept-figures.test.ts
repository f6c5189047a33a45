// Checks when figures are made again.
import { expect, it } from 'vitest';
import { KeptFigures } from './kept-figures.js';

function counting(written: () => number | undefined) {
  const kept = new KeptFigures<number>(written);
  let made = 0;
  return (key = 'a') => kept.get(key, async () => ++made);
}

it('makes figures again only after their tables were written', async () => {
  let written = 1;
  const get = counting(() => written);
  expect([await get(), await get()]).toEqual([1, 1]);
  written = 2;
  expect([await get(), await get('b'), await get()]).toEqual([2, 3, 2]);
});

it('makes figures each time if other processes may write the tables', async () => {
  const get = counting(() => undefined);
  expect([await get(), await get()]).toEqual([1, 2]);
});

it('makes figures again of which something was written meanwhile', async () => {
  let written = 1;
  const kept = new KeptFigures<number>(() => written);
  const make = async () => {
    written = 2;
    return 1;
  };
  await kept.get('a', make);
  expect(await kept.get('a', async () => 2)).toBe(2);
});

it('forgets the figures that were made first', async () => {
  const get = counting(() => 1);
  for (let key = 0; key < 70; key++) await get(String(key));
  expect(await get('69')).toBe(70);
  expect(await get('0')).toBe(71);
});
