// Tests what the page that explores events computes: addresses of views, conditions as text, the scale of a series.
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../src/query/testing/hostile-reports.js';
import {
  choose,
  isChosen,
  joinLine,
  opposite,
  readCondition,
  searches,
  splitLine,
} from '../web/src/pages/explore/conditions.js';
import { heightOf, roundUp, stacked } from '../web/src/pages/explore/scale.js';
import { corrected, isBlamed } from '../web/src/pages/explore/suggestion.js';
import { addressOf, commandOf, SPLITS, type View, viewOf } from '../web/src/pages/explore/view.js';

const PIECES = [
  'a',
  'severity',
  '>=',
  '=',
  '!=',
  '&',
  '+',
  '%',
  '#',
  '?',
  ' ',
  '"',
  '\u202e',
  'é',
  '💥',
  '/',
  '|',
];

function drawn(below: (most: number) => number) {
  const text = () => Array.from({ length: 1 + below(6) }, () => PIECES[below(PIECES.length)]!).join('');
  const texts = () => Array.from({ length: below(4) }, text);
  const perhaps = (make: () => string) => (below(2) === 0 ? '' : make());
  const view = (): View => ({
    ...{ where: texts(), date: perhaps(text), sort: perhaps(text), fields: texts(), facets: texts() },
    ...{ by: SPLITS[below(SPLITS.length)]!, isLog: below(2) === 0 },
    row: perhaps(() => `${below(1_000)}:${below(1_000)}`),
  });
  return { texts, view };
}

it('10,000 views are equal after they were an address', () => {
  const { view } = drawn(randomFrom(17));
  const views = Array.from({ length: 10_000 }, view);
  const unlike = views.filter(
    (given) => JSON.stringify(viewOf(addressOf(given).slice('/explore'.length))) !== JSON.stringify(given),
  );
  expect(unlike).toEqual([]);
});

it('parameters that mean nothing are as if they were not there', () => {
  expect(addressOf(viewOf('?by=colour&scale=steep&never=heard'))).toBe('/explore');
});

describe('conditions', () => {
  it('are the same after they were a line', () => {
    const { texts } = drawn(randomFrom(18));
    const lines = Array.from({ length: 2_000 }, texts);
    expect(lines.map((words) => splitLine(joinLine(words)))).toEqual(lines);
  });

  it('are split at spaces outside of quotes', () => {
    expect(splitLine(' type=ntp hostname="a b"  "say ""x""" city=""')).toEqual([
      ...['type=ntp', 'hostname=a b', 'say "x"', 'city='],
    ]);
    expect(splitLine('open="to the end')).toEqual(['open=to the end']);
  });

  it.each([
    ['geo=AA', 'geo!=AA'],
    ['geo!=AA', 'geo=AA'],
    ['geo=|AA', 'geo!=AA'],
    ['port>=80', undefined],
    ['word', undefined],
  ])('%s has the opposite %s', (text, expected) => {
    expect(opposite(text)).toBe(expected);
  });

  it.each([
    ['include', [], ['geo=BB']],
    ['include', ['geo=AA'], ['geo=AA', 'geo=|BB']],
    ['include', ['geo!=BB'], ['geo=BB']],
    ['exclude', ['geo=AA', 'geo=|BB'], ['geo=AA', 'geo!=BB']],
    ['only', ['geo=AA', 'port=1', 'geo!=CC'], ['port=1', 'geo=BB']],
  ] as const)('%s among %j', (choice, where, expected) => {
    const chosen = choose(where, 'geo=BB', choice);
    expect(chosen).toEqual(expected);
    expect(isChosen(chosen, 'geo=BB', choice === 'exclude' ? 'exclude' : 'include')).toBe(true);
  });

  it('say whether they look through all texts', () => {
    expect(['type=ntp', 'type=ntp login', 'text=login', 'city="New York"'].map(searches)).toEqual([
      ...[false, true, true, false],
    ]);
    expect(readCondition('login')).toBeUndefined();
  });

  it('that are wrong are named, and corrected', () => {
    const message = 'unknown field "prot" (did you mean "port"?)';
    const where = ['geo=AA', 'prot=5'];
    expect(where.map((each) => isBlamed(each, message))).toEqual([false, true]);
    expect(corrected(where, message)).toEqual(['geo=AA', 'port=5']);
    expect(corrected(where, 'port: "x" is not a number')).toBeUndefined();
    expect(isBlamed('port>=x', 'port: "x" is not a number')).toBe(true);
  });
});

it('the command has the conditions, the days, the order and the columns', () => {
  const view = viewOf('?where=geo%3DAA&where=port%3E%3D5&date=-30%3Anow&sort=port%3Aasc&field=ip&field=port');
  expect(commandOf(view)).toEqual([
    ...['sundial', 'query', '--where', 'geo=AA', '--where', 'port>=5', '--date=-30:now'],
    ...['--sort', 'port:asc', '--fields', 'ip,port'],
  ]);
});

describe('the scale', () => {
  it('ends at a round number', () => {
    expect([0, 1, 3, 20, 21, 499, 501].map(roundUp)).toEqual([1, 1, 5, 20, 50, 500, 1_000]);
  });

  it('stacks what is there up to the height of the sum', () => {
    expect(stacked([1, 0, 1], 4, false)).toEqual([
      { at: 0, from: 0, to: 0.25 },
      { at: 2, from: 0.25, to: 0.5 },
    ]);
    expect(stacked([0, 0], 100, true)).toEqual([]);
    expect(stacked([3, 7], 1_000, true).at(-1)!.to).toBe(heightOf(10, 1_000, true));
    expect(heightOf(1_000, 1_000, true)).toBe(1);
  });
});
