// Prints a digest for a terminal, and as the plain text of a mail.
import {
  bar,
  type COLOURS,
  count,
  counted,
  type Paint,
  painter,
  printable,
  sparkline,
  wrap,
} from '../text/index.js';
import type { Digest } from '../triage/index.js';
import {
  DECIDED,
  digestPage,
  FIGURES,
  type Figure,
  type Group,
  NOTHING_TO_HANDLE,
  type Page,
  type PageOptions,
  type PageSection,
} from './page.js';
import type { Entry } from './sections.js';

export interface TextOptions extends PageOptions {
  readonly colour: boolean;
  /** Characters per line. Commands may be longer, so that they can be copied. */
  readonly columns: number;
}

const NARROWEST = 40;
const WIDEST = 120;
const LABEL_WIDTH = Math.max(...FIGURES.map(({ label }) => label.length));
const WORD_WIDTH = Math.max(...FIGURES.map(({ word }) => word.length));
/** Number of types in the summary's table; one line sums up the others. */
const TYPES_SHOWN = 8;
const NARROWEST_NAME = 18;

/** The digest as text, without the last line end. */
export function digestText(digest: Digest, options: TextOptions): string {
  const page = digestPage(digest, options);
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.columns));
  const paint = painter(options.colour);
  return [
    ...heading(page, width, paint),
    ...summary(page, width, paint),
    ...page.sections.flatMap((part) => sectionLines(part, width, paint)),
    ...ending(page, width, paint),
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function heading({ title, marking, origin, notice }: Page, width: number, paint: Paint): string[] {
  const gap = ' '.repeat(Math.max(2, width - title.length - marking.length));
  return [
    `${paint('title', title)}${marking && gap}${paint('marking', marking)}`,
    ...wrap(printable(origin), width).map((line) => paint('faint', line)),
    ...(notice ? ['', ...wrap(notice, width)] : []),
    '',
  ];
}

function summary({ digest }: Page, width: number, paint: Paint): string[] {
  const { counts, days } = digest;
  const numbers = Math.max(...FIGURES.map(({ id }) => count(counts[id]).length));
  const bars = Math.max(8, width - LABEL_WIDTH - numbers - 6);
  const figures = FIGURES.map(({ id, label }) => {
    const drawn = id === 'all' ? '' : paint(id, bar(counts[id], counts.all, bars));
    const number = count(counts[id]).padStart(numbers);
    return `  ${label.padEnd(LABEL_WIDTH)}  ${counts[id] > 0 ? paint('strong', number) : number}  ${drawn}`;
  });
  return [paint('heading', 'SUMMARY'), ...figures, '', ...chart(days, paint), ...types(digest, width, paint)];
}

function chart(days: Digest['days'], paint: Paint): string[] {
  if (days.length < 2) return [];
  const lines = DECIDED.map(({ id, word }) => {
    const numbers = days.map((day) => day[id]);
    return `  ${word.padEnd(WORD_WIDTH)}  ${paint(id, sparkline(numbers))}  ${count(numbers.at(-1)!)}`;
  });
  const span = `  ${''.padEnd(WORD_WIDTH)}  ${days.length} digests, from ${days[0]!.date} to ${days.at(-1)!.date}`;
  return [...lines, paint('faint', span), ''];
}

function types({ types: { rows, total } }: Digest, width: number, paint: Paint): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, TYPES_SHOWN);
  const figures = FIGURES.slice(0, columnsOf(width));
  const longest = Math.max('type'.length, ...shown.map(({ type }) => printable(type).length));
  const names = Math.min(longest, width - 2 - widthOf(figures));
  const cut = (text: string) => (text.length > names ? `${text.slice(0, names - 1)}…` : text.padEnd(names));
  const line = (name: string, cell: (figure: Figure) => string) =>
    `  ${cut(name)}${figures.map((figure) => `  ${cell(figure).padStart(numberWidth(figure))}`).join('')}`;
  return [
    paint(
      'faint',
      line('type', ({ word }) => word),
    ),
    ...shown.map((row) => line(printable(row.type), ({ id }) => count(row[id]))),
    ...(total > shown.length ? [paint('faint', `  and ${counted(total - shown.length, 'more type')}`)] : []),
    '',
  ];
}

const numberWidth = ({ word }: Figure) => Math.max(word.length, 6);
const widthOf = (figures: readonly Figure[]) =>
  figures.reduce((sum, figure) => sum + numberWidth(figure) + 2, 0);

/** The number of figures that fit next to the names of types, the most important first. */
function columnsOf(width: number): number {
  const fits = FIGURES.map((_, at) => widthOf(FIGURES.slice(0, at + 1)) + 2 + NARROWEST_NAME <= width);
  return fits.lastIndexOf(true) + 1;
}

function sectionLines(
  { id, title, total, groups, more }: PageSection,
  width: number,
  paint: Paint,
): string[] {
  const said = total === 0 && id === 'handle' ? [`  ${NOTHING_TO_HANDLE}`] : [];
  return [
    paint('heading', `${title.toUpperCase()} (${count(total)})`),
    ...said,
    ...groups.flatMap((group) => groupLines(group, width, paint)),
    ...(more ? wrap(more, width - 2).map((line) => paint('faint', `  ${line}`)) : []),
    ...(groups.at(-1)?.entries.at(-1)?.command && !more ? [] : ['']),
  ];
}

function groupLines({ title, entries }: Group, width: number, paint: Paint): string[] {
  const heading = title ? wrap(printable(`${title} (${count(entries.length)})`), width - 2) : [];
  return [
    ...heading.map((line) => `  ${paint('strong', line)}`),
    ...entries.flatMap((entry) => entryLines(entry, width, paint)),
  ];
}

function entryLines(entry: Entry, width: number, paint: Paint): string[] {
  const [first = '', ...rest] = wrap(headOf(entry), width - 4);
  const badge = entry.badge && entry.badge !== 'none' ? entry.badge : '';
  const labelled = badge ? `${paint(badge, badge)} ${first.slice(badge.length + 1)}` : first;
  const indented = (text: string, style: keyof typeof COLOURS) =>
    wrap(printable(text), width - 4).map((line) => `    ${paint(style, line)}`);
  return [
    `  ${labelled}`,
    ...rest.map((line) => `    ${line}`),
    ...entry.notes.flatMap((note) => indented(note, 'plain')),
    ...factLines(entry.facts, width - 4).map((line) => `    ${paint('faint', line)}`),
    ...commandLines(entry, paint),
  ];
}

/** Joins facts into lines, breaking between facts if possible. */
function factLines(facts: readonly string[], width: number): string[] {
  if (facts.length === 0) return [];
  const joined = facts.map((fact) => printable(fact).replaceAll(' ', '\u00a0')).join(' · ');
  return wrap(joined, width).map((line) => line.replaceAll('\u00a0', ' '));
}

function commandLines({ command, link }: Entry, paint: Paint): string[] {
  if (!command) return [];
  return [
    ...(link ? [`    ${paint('faint', printable(link))}`] : []),
    `    ${command.use}:`,
    // Not wrapped, so that it can be copied; a further line is part of a quoted text, so it must not be indented.
    ...command.line
      .split('\n')
      .map((line, at) => `${at === 0 ? '      ' : ''}${paint('command', printable(line))}`),
    '',
  ];
}

function headOf({ badge, kind, subject, detail, device }: Entry): string {
  const about = [subject, detail].filter(Boolean).join(' ');
  const said = about ? `${kind}: ${about}` : kind;
  const labelled = badge && badge !== 'none' ? `${badge} ${said}` : said;
  return printable(device ? `${labelled} – device ${device}` : labelled);
}

function ending({ empty, marking }: Page, width: number, paint: Paint): string[] {
  const none = empty.length > 0 ? wrap(`Nothing under: ${empty.join(', ')}.`, width) : [];
  return [...none.map((line) => paint('faint', line)), ...(marking ? [paint('marking', marking)] : [])];
}
