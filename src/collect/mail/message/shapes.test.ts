// Checks that messages of all shapes are read completely, whatever their chunks, and that only cut messages are
// reported as cut.
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { cut } from '../testing/desk.js';
import { SHAPES } from '../testing/shapes.js';
import { readMime } from './mime.js';

const CONTENT = '"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.1"\n';

async function read(raw: string, pieces: number) {
  const found = { reports: [] as string[], contents: [] as string[], isCut: false };
  for await (const item of readMime(Readable.from(cut(Buffer.from(raw), pieces)), 'm')) {
    if (item.kind === 'end') found.isCut ||= item.isCut;
    if (item.kind !== 'part' || item.fileName === '' || !item.fileName.endsWith('.csv')) continue;
    found.reports.push(item.fileName);
    found.contents.push(Buffer.concat(await Readable.from(item.body).toArray()).toString());
  }
  return found;
}

describe.each(SHAPES)('$what', ({ raw, reports, isCut = false, isOdd = false }) => {
  test.each([1, 2, 3, 64, 1_000_000])('in chunks of %d bytes', async (pieces) => {
    const found = await read(raw, pieces);
    expect(found).toMatchObject({ reports, isCut });
    for (const content of isCut ? [] : found.contents) {
      const text = content.replaceAll('\r', '');
      // The line breaks of missing delimiters remain.
      expect(isOdd ? text.replace(/\n+$/, '\n') : text).toBe(CONTENT);
    }
  });

  test('with CR LF', async () => {
    const lines = raw.replaceAll(/\r?\n/g, '\r\n');
    expect(await read(lines, 977)).toMatchObject({ reports, isCut });
  });
});
