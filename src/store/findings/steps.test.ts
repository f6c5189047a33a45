// Tests that later steps get higher numbers, and that an edit does not wait for a long step.
import { expect, test } from 'vitest';
import { Steps } from './steps.js';

/** A table of step numbers, and `Steps` over that table. */
function stepsAfter(...written: number[]) {
  const tables = { rows: async <Row>() => [{ seq: Math.max(0, ...written), step: 0 }] as Row[] };
  return { written, steps: new Steps(tables) };
}

test('concurrent edits get different numbers', async () => {
  const { written, steps } = stepsAfter(4);
  const edit = () => steps.short(async (seq) => void written.push(seq));
  await Promise.all([edit(), edit(), edit()]);
  expect(written).toEqual([4, 5, 6, 7]);
});

test('an edit does not wait for a long step, and takes precedence over it', async () => {
  const { written, steps } = stepsAfter(4);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const long = steps.long(async (seq) => {
    await released;
    written.push(seq);
  });
  await steps.short(async (seq) => void written.push(seq));
  expect(written).toEqual([4, 6]);
  release();
  await long;
  expect(written).toEqual([4, 6, 5]);
  await steps.short(async (seq) => void written.push(seq));
  expect(written.at(-1)).toBe(7);
});

test('the number of a step that wrote nothing is reused', async () => {
  const { steps } = stepsAfter(4);
  await steps.long(async () => {});
  expect(await steps.short(async (seq) => seq)).toBe(5);
});

test('a failed step does not block others', async () => {
  const { steps } = stepsAfter(4);
  await expect(steps.short(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(steps.long(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await steps.short(async (seq) => seq)).toBe(5);
});
