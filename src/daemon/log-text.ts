// Formats the log for a terminal: one line of text for each message.

import { json } from '../text/index.js';

/** Width of the level, so that messages are aligned. */
const LEVEL_WIDTH = 5;

/** Turns a line of the log's JSON into text: time, level, message, and the fields as `name=value`. */
export function textLine(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time)
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const rest = Object.entries(fields).map(([name, value]) => `  ${name}=${valueText(value)}`);
  return `${clock}  ${String(level).padEnd(LEVEL_WIDTH)}  ${message}${rest.join('')}\n`;
}

/** A value on one line, quoted if it contains blanks. Hidden characters are escaped. */
function valueText(value: unknown): string {
  const text = json(value);
  return typeof value === 'string' && /^[^\s"\\=]+$/.test(value) && text === `"${value}"` ? value : text;
}
