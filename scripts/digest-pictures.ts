// Writes the pages for the screenshots of digests in docs/images: `npx tsx scripts/digest-pictures.ts FOLDER`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestHtml, digestText } from '../src/notify/index.js';
import { USUAL } from '../src/notify/testing/digest.js';

// Then: chromium --headless --no-sandbox --disable-background-networking --hide-scrollbars --window-size=820,1080
//   --screenshot=docs/images/digest.png FOLDER/digest.html, and 838,1420 for digest-terminal.

const MARKING = 'TLP:AMBER';
const COLUMNS = 100;
/** The styles of a dark terminal for the codes that a digest uses. */
const LOOKS: Readonly<Record<string, string>> = {
  '1': 'font-weight:bold',
  '2': 'opacity:.6',
  '31': 'color:#f07178',
  '32': 'color:#a5d6a7',
  '33': 'color:#ffcb6b',
  '34': 'color:#6cb0f5',
  '35': 'color:#c792ea',
  '36': 'color:#89ddff',
  '41': 'background:#b3261e',
  '90': 'color:#8b95a5',
  '97': 'color:#fff',
};

/** Text with the colours of a terminal. */
function terminalPage(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const spans = escaped.replaceAll(/\u001b\[([\d;]+)m/g, (_, codes: string) =>
    codes === '0'
      ? '</span>'
      : `<span style="${codes
          .split(';')
          .map((code) => LOOKS[code])
          .join(';')}">`,
  );
  return `<meta charset="utf-8"><body style="margin:0;background:#1b1f27;color:#d7dce5"><pre style="margin:0;padding:20px;font:13px/1.42 'DejaVu Sans Mono',monospace;width:${COLUMNS + 1}ch;white-space:pre-wrap;word-break:break-all">${spans}</pre>`;
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('name the folder to write to');
const text = digestText(USUAL, { marking: MARKING, short: true, colour: true, columns: COLUMNS });
writeFileSync(path.join(folder, 'digest.html'), digestHtml(USUAL, { marking: MARKING, short: true }));
writeFileSync(path.join(folder, 'digest-terminal.html'), terminalPage(text));
