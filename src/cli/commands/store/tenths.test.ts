// Tests the progress of a migration: one line for each tenth, with the time left at the speed of that tenth.
import { expect, it } from 'vitest';
import { tenths } from './tenths.js';

it('prints one line for each tenth, and the minutes left while there are any', () => {
  const notes: string[] = [];
  let now = 0;
  const progress = tenths('converted', { note: (line) => notes.push(line) }, () => now);
  const reach = (events: number, seconds: number) => {
    now = seconds * 1000;
    progress(events, 1_000);
  };
  reach(0, 0);
  // An earlier, interrupted migration converted these, so the present speed is not known yet.
  reach(300, 0);
  reach(350, 20);
  reach(400, 60);
  reach(450, 90);
  reach(1_000, 200);
  expect(notes).toEqual([
    'converted 300 of 1 000 events',
    'converted 400 of 1 000 events, about 6 minutes left',
    'converted 1 000 of 1 000 events',
  ]);
});
