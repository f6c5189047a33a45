// Rows as tables in markdown, whatever characters their cells have.
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { wellFormed } from './value.js';

/** Characters that begin or end something in markdown, or that end a cell. */
const MARKDOWN = /[\\`*[\]<>|~]/g;
/** Control characters, and those that change the direction or the visibility of the text around them. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Underscores that are not between two letters or digits: only these emphasise. */
const UNDERSCORES = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;
/** Where readers turn a bare URL or the address of a mailbox into a link. */
const LINKING = /(?<=:)(?=\/\/)|(?<=www)(?=\.)|(?<=[\w.+-])(?=@[\w-])/gi;
/**
 * U+2060, which has no width and forbids a line break. A backslash or character reference is not enough: some readers
 * look for links in the text after they have resolved both. A cell's own word joiners are shown as `\\u2060`.
 */
const WORD_JOINER = '\u2060';

/** Most cells. */
const PLAIN = /^(?!.*(?::\/\/|www\.))[a-z0-9 .,:;/()=+-]*$/i;

/**
 * A text that a reader of markdown sees as it is, without links; control characters are shown as `\\x1B`, line breaks as
 * `\\n`.
 */
export function markdownText(text: string): string {
  if (PLAIN.test(text)) return text;
  return wellFormed(text)
    .replace(MARKDOWN, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(UNDERSCORES, (run) => '\\_'.repeat(run.length))
    .replace(UNPRINTABLE, (character) => `\\\\${NAMED[character] ?? codeOf(character)}`)
    .replace(LINKING, WORD_JOINER);
}

const NAMED: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't' };

function codeOf(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase();
  return code.length <= 2 ? `x${code.padStart(2, '0')}` : `u${code.padStart(4, '0')}`;
}

type Pair = readonly [key: string, value: string];

/**
 * The cells of a row that have a value, as a table of keys and values.
 *
 * @param isAligned whether columns are padded to equal widths, as the connector's library does
 */
export function rowTable(event: ReportedEvent, isAligned: boolean): string {
  return tableOf(pairsOf(event), isAligned);
}

/**
 * The table as the connector's library writes it, with cells trimmed and not escaped: not to be shown, but the ids of the
 * connector's notes follow from it.
 */
export function connectorTable(event: ReportedEvent): string {
  const filled = event.columns.filter((column) => cellOf(event, column) !== '');
  const text = (cell: string) => wellFormed(cell).trim();
  return tableOf(
    filled.map((column): Pair => [text(column), text(cellOf(event, column))]),
    true,
  );
}

function tableOf(pairs: readonly Pair[], isAligned: boolean): string {
  const [keys, values] = isAligned ? [widthOf(pairs, 0, 'Key'), widthOf(pairs, 1, 'Value')] : [0, 0];
  const line = ([key, value]: Pair) => `| ${key.padEnd(keys)} | ${value.padEnd(values)} |`;
  const rule = `|:${'-'.repeat(Math.max(keys, 2) + 1)}|:${'-'.repeat(Math.max(values, 2) + 1)}|`;
  return [line(['Key', 'Value']), rule, ...pairs.map(line)].join('\n');
}

/** The library leaves at least two characters more than a heading needs. */
function widthOf(pairs: readonly Pair[], index: 0 | 1, heading: string): number {
  return Math.max(heading.length + 2, ...pairs.map((pair) => pair[index].length));
}

/** The cells that have a value; what a note cannot hold is said in their place. */
function pairsOf(event: ReportedEvent): Pair[] {
  const pairs: Pair[] = [];
  for (const column of event.columns) {
    const cell = cellOf(event, column);
    if (cell !== '') pairs.push([markdownText(column), shortened(cell)]);
  }
  const characters = pairs.reduce((sum, [key, value]) => sum + key.length + value.length + FRAME.length, 0);
  return characters * BYTES_PER_CHARACTER <= STIX_LIMITS.noteRowBytes ? pairs : fittingOf(pairs);
}

const FRAME = '|  |  |\n';
/** The most bytes of a character in JSON, such as `\\u0007`. */
const BYTES_PER_CHARACTER = 6;

/** The first cells, as many as a note can hold. */
function fittingOf(pairs: readonly Pair[]): Pair[] {
  let bytes = 0;
  const end = pairs.findIndex((pair) => {
    bytes += Buffer.byteLength(JSON.stringify(`| ${pair.join(' | ')} |\n`));
    return bytes > STIX_LIMITS.noteRowBytes;
  });
  if (end < 0) return [...pairs];
  return [...pairs.slice(0, end), ['…', `${pairs.length - end} further columns: see the original report`]];
}

function shortened(cell: string): string {
  const most = STIX_LIMITS.noteCellCharacters;
  if (cell.length <= most) return markdownText(cell);
  return `${markdownText(cell.slice(0, most))}… (${cell.length} characters: see the original report)`;
}
