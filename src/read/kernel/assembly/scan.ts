// Finds the bytes that can end a cell: commas, quotes, and both bytes of line breaks.

export const COMMA: u32 = 0x2c;
export const QUOTE: u32 = 0x22;
export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;

/**
 * Writes the addresses of all such bytes in [from, end) to `marks`, in ascending order, and then `end` twice. Reads up to
 * 63 bytes after `end`.
 */
export function scan(from: usize, end: usize, marks: usize): void {
  const comma = i8x16.splat(<i8>COMMA);
  const quote = i8x16.splat(<i8>QUOTE);
  const lf = i8x16.splat(<i8>LF);
  const cr = i8x16.splat(<i8>CR);
  let mark = marks;
  for (let at = from; at < end; at += 64) {
    let found: u64 = 0;
    for (let part: usize = 0; part < 64; part += 16) {
      const bytes = v128.load(at + part);
      const deciding = v128.or(
        v128.or(i8x16.eq(bytes, comma), i8x16.eq(bytes, quote)),
        v128.or(i8x16.eq(bytes, lf), i8x16.eq(bytes, cr)),
      );
      found |= (<u64>(<u32>i8x16.bitmask(deciding))) << part;
    }
    for (; found !== 0; found &= found - 1) {
      store<u32>(mark, <u32>at + <u32>ctz(found));
      mark += 4;
    }
  }
  while (mark > marks && load<u32>(mark - 4) >= <u32>end) mark -= 4;
  store<u32>(mark, <u32>end);
  store<u32>(mark + 4, <u32>end);
}
