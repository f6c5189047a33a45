// Formats the log for a terminal: one line of text for each message.

/** Width of the level, so that messages are aligned. */
const LEVEL_WIDTH = 5;

/** Turns a line of the log's JSON into text: time, level, message, and the fields as `name=value`. */
export function textLine(json: string): string {
  const { time, level, message, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const clock = String(time)
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const rest = Object.entries(fields).map(([name, value]) => `  ${name}=${valueText(value)}`);
  return `${clock}  ${String(level).padEnd(LEVEL_WIDTH)}  ${message}${rest.join('')}\n`;
}

/** A value on one line, quoted if it contains blanks. Control characters stay escaped. */
function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && /^[^\s"\\=]+$/.test(value) && text === `"${value}"` ? value : text;
}
