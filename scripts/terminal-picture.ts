// Draws text like a terminal, as an SVG picture.

const COLUMNS = 100;
const CHARACTER = 8.4;
const LINE = 18;
const MARGIN = 20;

/** Text for SVG, with non-collapsing spaces, because some viewers ignore `xml:space`. */
const escaped = (part: string) =>
  part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

/** The lines on a terminal of 100 columns; `$ ` begins a command. */
export function picture(title: string, output: string): string {
  const lines = output.trim().split('\n').flatMap(wrap);
  const width = COLUMNS * CHARACTER + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const drawn = lines.map((line, index) => lineAt(line, MARGIN + (index + 0.75) * LINE)).filter(Boolean);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1b1f27"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dce5">`,
    ...drawn,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function lineAt(line: string, y: number): string {
  if (line === '') return '';
  const style = line.startsWith('$ ') ? ' fill="#8fd18f"' : '';
  // The stated length keeps columns aligned in any font.
  const length = (line.length * CHARACTER).toFixed(1);
  return `<text x="${MARGIN}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(line)}</text>`;
}

function wrap(line: string): string[] {
  const parts = line.match(new RegExp(`.{1,${COLUMNS}}`, 'gu'));
  return parts ?? [''];
}
