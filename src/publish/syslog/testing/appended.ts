// Reads files of appended records as a program does that follows them, and refuses torn lines.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ReadCef, readCef } from '../../../mapping/testing/read-cef.js';

/** The records of all files in a folder, in their order. @throws Error for a torn line */
export function appendedRecords(folder: string): { readonly cef: ReadCef }[] {
  const texts = filesIn(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  return texts.flatMap((text) => {
    if (text !== '' && !text.endsWith('\n')) throw new Error(`a torn line: ${text.slice(-80)}`);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => ({ cef: readCef(line) }));
  });
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
