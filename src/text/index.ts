// The public entry of text for people: legible values, CSV for spreadsheets, bars of characters, colours.
export { type COLOURS, type Paint, painter } from './ansi.js';
export { bar, share, sparkline } from './bars.js';
export { csv, csvLine, FORMULA_PATTERN, harmless, quoted } from './csv.js';
export { json, shownJson } from './json.js';
export { byteSize, count, counted, printable, printableLines, shownTime } from './legible.js';
export { shorten, widthOf } from './width.js';
export { wrap } from './wrap.js';
