// The files of findings: one line of JSON for each change, in a file for each day of changes.
import { createReadStream, existsSync } from 'node:fs';
import { type Duplex, pipeline } from 'node:stream';
import type { FindingMessage } from '../messages.js';
import { type Lines, linesIn } from './row.js';

/** The lines of changes by day and id. */
export function linesByDay(findings: readonly FindingMessage[]): Map<string, Map<string, string>> {
  const days = new Map<string, Map<string, string>>();
  for (const finding of findings) {
    const lines = days.get(finding.day) ?? new Map<string, string>();
    days.set(finding.day, lines.set(finding.id, JSON.stringify(finding)));
  }
  return days;
}

/** The path of the file of a day, without its extension. */
export function findingsPath(day: string): string {
  return `findings/${day}`;
}

/**
 * The lines of a day with those of a batch: a change that is sent again keeps its place, so that repeating a batch leaves
 * the same file.
 */
export async function* merged(before: Lines, batch: ReadonlyMap<string, string>): AsyncGenerator<string[]> {
  const left = new Map(batch);
  for await (const page of before)
    yield page.map((line) => {
      const { id } = JSON.parse(line) as Pick<FindingMessage, 'id'>;
      const again = left.get(id);
      left.delete(id);
      return again ?? line;
    });
  if (left.size > 0) yield [...left.values()];
}

/** The lines of a file of JSON lines; none if the file is missing. @param decompressor undefined = it is not compressed */
export async function* linesOfFile(file: string, decompressor: Duplex | undefined): AsyncGenerator<string[]> {
  if (!existsSync(file)) return;
  const bytes = createReadStream(file);
  // A failure ends the iteration of the last stream with its error.
  yield* linesIn(decompressor ? pipeline(bytes, decompressor, () => {}) : bytes);
}
