// Checks tables on terminals of several widths and in a pipe, with long cells and wide characters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../text/index.js';
import type { Page } from '../frame/page.js';
import { prose } from './prose.js';
import { factsTable, type TableOptions, table } from './table.js';

const HEAD = ['id', 'type', 'subject', 'severity', 'banner', 'events', 'last seen'];
const LONG = `SSH-2.0-${'x'.repeat(120)} and some words behind it, ${'again and '.repeat(30)}end`;
const ROWS = [
  ['0a1b2c3d', 'scan_ssh', '2001:db8:1234:5678:9abc:def0:1234:5678', 'high', LONG, 1234567, '2026-01-15'],
  ['4e5f6a7b', 'event4_honeypot_ddos_target', '例え.例.example', 'low', '日本語'.repeat(40), 8, '2026-01-16'],
  ['8c9d0e1f', 'scan_ntp', '192.0.2.1', 'critical', '', 0, '2026-01-17'],
];
const OPTIONS: TableOptions = { right: [5], least: ['last seen', 'banner'] };
const terminal = (columns: number, colour = false): Page => ({ columns, isTerminal: true, colour });
const PIPE: Page = { columns: 80, isTerminal: false, colour: false };

describe('on a terminal', () => {
  it.each([20, 40, 60, 80, 100, 200, 300])(
    'no line is wider than %i columns, and borders are aligned',
    (columns) => {
      const lines = table(terminal(columns), HEAD, ROWS, OPTIONS).split('\n');
      const box = lines.filter((line) => /^[┌│├└]/.test(line));
      expect(new Set(box.map(widthOf)).size).toBe(1);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(lines[1]).toContain('id');
    },
  );

  it('fits, whatever the cells contain', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 0 }));
    const rows = fc
      .integer({ min: 1, max: 8 })
      .chain((count) =>
        fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(rows, fc.integer({ min: 16, max: 200 }), (cells, columns) => {
        const head = cells[0]!.map((_, at) => `column ${at}`);
        for (const line of table(terminal(columns), head, cells).split('\n')) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('is only as wide as its cells need', () => {
    expect(table(terminal(80), ['a', 'b'], [['x', 1000]], { right: [1] })).toBe(
      ['┌───┬───────┐', '│ a │     b │', '├───┼───────┤', '│ x │ 1 000 │', '└───┴───────┘'].join('\n'),
    );
  });

  it('leaves out the least important columns, and says which and how to see them', () => {
    const narrow = table(terminal(80), HEAD, ROWS, OPTIONS);
    expect(narrow).toContain('left out to fit 80 columns: banner, last seen; --json shows all');
    expect(narrow).not.toContain('2026-01-15');
    expect(narrow).toContain('1 234 567');
    expect(table(terminal(200), HEAD, ROWS, OPTIONS)).not.toContain('left out');
  });

  it('keeps the first column of a table without an order, however narrow the terminal is', () => {
    const shown = table(terminal(20), HEAD, ROWS);
    expect(shown).toContain('0a1b2c3d');
    expect(shown.replaceAll('\n', ' ')).toContain('severity, banner, events, last seen; --json shows all');
  });

  it('wraps long cells, and cuts them after three lines unless all of the text is requested', () => {
    const cut = table(terminal(60), ['n', 'text'], [['1', LONG]]);
    expect(cut.match(/│ +│/g)).toHaveLength(2);
    expect(cut).toContain('…');
    expect(cut.replaceAll('\n', ' ')).toMatch(/cells that end with "…" are cut; --json shows them in full$/);
    expect(table(terminal(60), ['n', 'text'], [['1', 'short']])).not.toContain('are cut');
    const whole = table(terminal(60), ['n', 'text'], [['1', LONG]], { isWhole: true });
    expect(whole).toContain('end');
    expect(whole).not.toContain('…');
  });

  it('has colours if requested, with the same widths', () => {
    const [plain, coloured] = [false, true].map((colour) => table(terminal(80, colour), HEAD, ROWS, OPTIONS));
    expect(coloured).toContain('\u001b[1;31mhigh\u001b[0m');
    expect(coloured).toContain('\u001b[1;36mtype');
    expect(coloured!.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(plain);
    expect(plain).not.toContain('\u001b');
  });

  it('prevents values from moving the cursor or breaking a row', () => {
    const shown = table(terminal(80), ['a', 'b'], [['\u001b[2J', 'x\ny']]);
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('x\\u000ay');
  });

  it('shows facts in full', () => {
    const shown = factsTable(terminal(40), [
      ['type', 'scan_ntp'],
      ['columns', 'ip, port, '.repeat(20)],
    ]);
    for (const line of shown.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
    expect(shown.match(/port/g)).toHaveLength(20);
  });
});

describe('sentences', () => {
  const long = `  whitelist entry 1 for 192.0.2.1, ${'accepted by the owner '.repeat(8)}end`;

  it('wrap on a terminal with an indent, and lose nothing', () => {
    const lines = prose(terminal(60), `short\n${long}`).split('\n');
    expect(lines[0]).toBe('short');
    expect(lines[1]).toMatch(/^ {2}whitelist/);
    for (const line of lines.slice(2)) expect(line).toMatch(/^ {4}\S/);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60);
    expect(
      lines
        .slice(1)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(long.trim());
  });

  it('leave tables as they are, and everything in a pipe', () => {
    const box = table(terminal(60), HEAD, ROWS, OPTIONS);
    expect(prose(terminal(60), box)).toBe(box);
    expect(prose(PIPE, long)).toBe(long);
  });
});

describe('in a pipe', () => {
  it('is aligned by two blanks, with full values, plain numbers and no decoration', () => {
    const rows = [
      ['scan_ntp', 1234567, 'a b'],
      ['例', 2, ''],
    ];
    expect(table(PIPE, ['type', 'events', 'text'], rows, { right: [1] })).toBe(
      ['type       events  text', 'scan_ntp  1234567  a b', '例              2  -'].join('\n'),
    );
  });

  it('keeps each value in its place for programs that count fields', () => {
    const rows = [
      ['0a', '', 'high'],
      ['0b', 'x', 'low'],
    ];
    const fields = table(PIPE, ['id', 'port', 'severity'], rows)
      .split('\n')
      .map((line) => line.split(/ +/)[2]);
    expect(fields).toEqual(['severity', 'high', 'low']);
  });

  it('cuts nothing and is not wider than its values', () => {
    const shown = table(PIPE, HEAD, ROWS, OPTIONS);
    expect(shown).toContain(LONG);
    expect(shown).not.toMatch(/[│┌…\u001b]|left out/);
    expect(shown.split('\n')).toHaveLength(4);
    for (const line of shown.split('\n')) expect(line).toBe(line.trimEnd());
  });
});
