// A row of a file as text: one line of JSON, from which every format is made.
import type { EventMessage, FieldValue } from '../messages.js';

/** An event as the line shows it. */
export interface Row {
  readonly id: string;
  readonly type: string;
  readonly date: string;
  readonly list: string;
  readonly event: Readonly<Record<string, FieldValue>>;
}

/** Lists of lines without their line breaks, which are iterated once. */
export type Lines = AsyncIterable<readonly string[]>;

/** The line of an event. The report's own columns are in a separate object, because they may have any name. */
export function lineOf({ id, type, date, list, json }: EventMessage): string {
  const head = JSON.stringify({ id, type, date, list });
  return `${head.slice(0, -1)},"event":${json}}`;
}

export function rowOf(line: string): Row {
  return JSON.parse(line) as Row;
}

const LINE_BREAK = 0x0a;

/**
 * The lines of a file of lines, in lists. Only a line feed ends a line: JSON may contain the separators of Unicode, at
 * which `node:readline` would cut.
 */
export async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_BREAK);
    if (end < 0) {
      begun.push(chunk);
      continue;
    }
    const whole = Buffer.concat([...begun, chunk.subarray(0, end)]);
    begun = [chunk.subarray(end + 1)];
    yield whole.toString('utf8').split('\n');
  }
  const rest = Buffer.concat(begun);
  if (rest.length > 0) yield [rest.toString('utf8')];
}
