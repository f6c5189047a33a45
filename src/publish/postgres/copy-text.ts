// Writes rows in the text format of COPY (PostgreSQL, "File Formats").

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line with its line break. */
export function copyLine(values: readonly (string | null)[]): string {
  const cells = values.map((value) =>
    value === null ? '\\N' : value.replace(/[\\\n\r\t]/g, (found) => ESCAPES[found]!),
  );
  return `${cells.join('\t')}\n`;
}

/** Bytes that are handed to the connection together. */
const CHUNK = 65_536;

/** Lines in larger pieces, so that the connection does not get single lines. */
export function* inChunks(lines: Iterable<string>): Generator<Buffer> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
