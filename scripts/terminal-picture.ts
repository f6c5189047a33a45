// Draws text from a terminal as an SVG picture: `npm run -s demo | npx tsx scripts/terminal-picture.ts FILE`.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const COLUMNS = 100;
const CHARACTER = 8.4;
const LINE = 18;
const MARGIN = 20;

/** Text as SVG takes it; spaces that do not collapse, because not every viewer heeds `xml:space`. */
const escaped = (part: string) =>
  part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

/** The lines as a terminal of 100 columns shows them; `# ` begins a title, `$ ` a command. */
export function picture(output: string): string {
  const lines = output.trim().split('\n').flatMap(wrap);
  const width = COLUMNS * CHARACTER + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const drawn = lines.map((line, index) => lineAt(line, MARGIN + (index + 0.75) * LINE)).filter(Boolean);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<title>The output of npm run demo</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#1b1f27"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dce5">`,
    ...drawn,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function lineAt(line: string, y: number): string {
  if (line === '') return '';
  const style = line.startsWith('$ ')
    ? ' fill="#8fd18f"'
    : line.startsWith('# ')
      ? ' fill="#f0c674" font-weight="bold"'
      : '';
  // The stated length keeps columns in line whatever font the reader has.
  const length = (line.length * CHARACTER).toFixed(1);
  return `<text x="${MARGIN}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(line)}</text>`;
}

function wrap(line: string): string[] {
  const parts = line.match(new RegExp(`.{1,${COLUMNS}}`, 'gu'));
  return parts ?? [''];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error('name the file to write');
  writeFileSync(file, picture(await text(process.stdin)));
}
