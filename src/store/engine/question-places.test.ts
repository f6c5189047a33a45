// Tests how questions share their places: turns of clients, a place for light questions, leaving the queue, refusal.
import { beforeEach, expect, test } from 'vitest';
import { type Asking, askWith } from './asking.js';
import { QUESTION_LIMITS, QuestionPlaces } from './question-places.js';

let places: QuestionPlaces;
/** The pending timeouts of light questions, oldest first. */
let overdue: (() => void)[];
/** The names of questions in the order in which they started. */
let began: string[];
let release: Map<string, () => void>;
beforeEach(() => {
  overdue = [];
  began = [];
  release = new Map();
  places = new QuestionPlaces(QUESTION_LIMITS, (_milliseconds, work) => {
    overdue.push(work);
    return () => overdue.splice(overdue.indexOf(work), 1);
  });
});

async function ask(name: string, more: Partial<Asking> = {}): Promise<void> {
  const leave = await askWith({ client: 'one', ...more, begins: () => void began.push(name) }, () =>
    places.take(),
  );
  release.set(name, leave);
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const heavy = { isHeavy: true };

test('many heavy questions leave a place for a light one', async () => {
  for (let at = 0; at < 12; at++) void ask(`h${at}`, heavy);
  await settled();
  expect(began).toEqual(['h0', 'h1', 'h2']);
  await ask('light');
  expect(began.at(-1)).toBe('light');
});

test('a light question that takes long does not block the place for light ones', async () => {
  for (let at = 0; at < 12; at++) void ask(`h${at}`, heavy);
  await ask('slow');
  void ask('light');
  await settled();
  expect(began.at(-1)).toBe('slow');
  overdue.shift()!();
  await settled();
  expect(began.at(-1)).toBe('light');
});

test('clients take turns, however many questions one of them asks', async () => {
  for (let at = 0; at < 6; at++) void ask(`a${at}`, { ...heavy, client: 'a' });
  await settled();
  void ask('b0', { ...heavy, client: 'b' });
  void ask('b1', { ...heavy, client: 'b' });
  void ask('c0', { ...heavy, client: 'c' });
  for (const ended of ['a0', 'a1', 'a2', 'b0']) {
    release.get(ended)!();
    await settled();
  }
  expect(began).toEqual(['a0', 'a1', 'a2', 'b0', 'c0', 'a3', 'b1']);
});

test('an aborted question leaves the queue at once', async () => {
  for (const name of ['h0', 'h1', 'h2']) await ask(name, heavy);
  const wanted = new AbortController();
  const waiting = ask('aborted', { ...heavy, signal: wanted.signal });
  void ask('next', heavy);
  wanted.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'query-cancelled' });
  release.get('h0')!();
  await settled();
  expect(began).toEqual(['h0', 'h1', 'h2', 'next']);
  await expect(ask('late', { signal: wanted.signal })).rejects.toMatchObject({ code: 'query-cancelled' });
});

test('refuses too many questions, of one client earlier than of all clients', async () => {
  const { waiting, waitingOfClient } = QUESTION_LIMITS;
  for (const name of ['h0', 'h1', 'h2']) await ask(name, heavy);
  for (let at = 0; at < waitingOfClient; at++) void ask(`a${at}`, { ...heavy, client: 'a' });
  await expect(ask('more', { ...heavy, client: 'a' })).rejects.toMatchObject({ code: 'questions-busy' });
  for (let at = waitingOfClient; at < waiting; at++) void ask(`o${at}`, { ...heavy, client: `c${at}` });
  await expect(ask('more', { ...heavy, client: 'z' })).rejects.toMatchObject({ code: 'questions-busy' });
  await ask('light', { client: 'a' });
  expect(began.at(-1)).toBe('light');
});

test('a released place goes to the next question', async () => {
  for (let at = 0; at < 40; at++) void ask(`q${at}`, { isHeavy: at % 3 === 0, client: `c${at % 5}` });
  await settled();
  while (release.size > 0) {
    const [name, leave] = [...release][0]!;
    release.delete(name);
    leave();
    await settled();
  }
  expect(new Set(began).size).toBe(40);
});

test('a client whose last waiting question starts when its only running one ends gives all places back', async () => {
  for (const name of ['h0', 'h1']) await ask(name, { ...heavy, client: 'other' });
  await ask('a0', { ...heavy, client: 'a' });
  void ask('a1', { ...heavy, client: 'a' });
  release.get('a0')!();
  await settled();
  release.get('a1')!();
  for (const name of ['h2', 'h3']) void ask(name, { ...heavy, client: 'other' });
  await settled();
  expect(began).toEqual(['h0', 'h1', 'a0', 'a1', 'h2']);
});

test('clients that come and go do not pass a client that waits', async () => {
  for (const client of ['a', 'x', 'y', 'z']) await ask(`${client}0`, { client });
  void ask('a1', { client: 'a' });
  for (const [newcomer, ended] of [
    ['n0', 'x0'],
    ['n1', 'a0'],
    ['n2', 'y0'],
  ] as const) {
    void ask(newcomer, { client: newcomer });
    release.get(ended)!();
    await settled();
  }
  expect(began.slice(4)).toEqual(['n0', 'a1', 'n1']);
});
