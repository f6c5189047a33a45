// Decodes the transfer encoding of a part's bytes while streaming: base64 and quoted-printable (RFC 2045, 6).

/** The number of bytes after which an unfinished line of quoted-printable is decoded. */
const LINE_BYTES = 64 * 1024;

/** Decodes the encoding named by Content-Transfer-Encoding; other encodings leave the bytes unchanged. */
export function decodeTransfer(chunks: AsyncIterable<Buffer>, encoding: string): AsyncIterable<Buffer> {
  if (encoding === 'base64') return base64(chunks);
  return encoding === 'quoted-printable' ? quotedPrintable(chunks) : chunks;
}

async function* base64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of chunks) {
    // Characters without a meaning are skipped (RFC 2045, 6.8); padding occurs only at the end.
    const text = rest + chunk.toString('latin1').replaceAll(/[^A-Za-z0-9+/]+/g, '');
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
  }
  if (rest.length > 1) yield Buffer.from(rest, 'base64');
}

async function* quotedPrintable(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk.toString('latin1');
    const end = lastWholeLine(text);
    rest = text.slice(end);
    if (end > 0) yield unquoted(text.slice(0, end));
  }
  if (rest !== '') yield unquoted(rest);
}

/** Decoding a line needs its end: trailing spaces are dropped, and a trailing `=` joins the line to the next. */
function lastWholeLine(text: string): number {
  const end = text.lastIndexOf('\n') + 1;
  if (text.length - end < LINE_BYTES) return end;
  const half = text.slice(-2).search(/=/);
  return half < 0 ? text.length : text.length - 2 + half;
}

function unquoted(text: string): Buffer {
  const joined = text
    .replaceAll(/[ \t]+(?=\r?\n|$)/g, '')
    .replaceAll(/=\r?\n/g, '')
    .replace(/=$/, '');
  const plain = joined.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}
