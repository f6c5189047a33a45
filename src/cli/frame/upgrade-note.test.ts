// Tests that the first opening after an upgrade is explained if it takes longer than a second.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UpgradeNote } from './upgrade-note.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched(interactive: boolean) {
  const notes: string[] = [];
  const drawn: string[] = [];
  const note = new UpgradeNote({
    interactive,
    note: (line) => notes.push(line),
    draw: (line) => drawn.push(line),
  });
  return { note, notes, drawn };
}

it('says nothing if the upgrade is over within a second', () => {
  const { note, notes, drawn } = watched(true);
  note.show(0, 5_000);
  vi.advanceTimersByTime(900);
  note.end();
  vi.advanceTimersByTime(5_000);
  expect([notes, drawn]).toEqual([[], []]);
});

it('says once that the store is upgraded, and shows the progress on a terminal', () => {
  for (const interactive of [true, false]) {
    const { note, notes, drawn } = watched(interactive);
    note.show(0, 5_000);
    vi.advanceTimersByTime(1_500);
    note.show(2_000, 5_000);
    vi.advanceTimersByTime(1_000);
    note.end();
    expect(notes).toEqual([
      'Sundial was upgraded: it counts 5 000 events once, so that later commands answer faster',
    ]);
    expect(drawn).toEqual(
      interactive ? ['counted 0 of 5 000 events', 'counted 2 000 of 5 000 events', ''] : [],
    );
  }
});
