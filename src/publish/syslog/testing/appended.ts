// Reads files of appended records as a program does that follows them, and refuses torn and doubled lines.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ReadCef, readCef } from '../../../mapping/testing/read-cef.js';

/** The records of all files in a folder, in their order. @throws Error for a torn line, or an event that appears twice in a row */
export function appendedRecords(folder: string): { readonly cef: ReadCef }[] {
  const texts = filesIn(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const states = new Map<string, string>();
  return texts.flatMap((text) => {
    if (text !== '' && !text.endsWith('\n')) throw new Error(`a torn line: ${text.slice(-80)}`);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const cef = readCef(line);
        const { header, pairs } = cef;
        const id = [header[3], pairs.get('ShadowserverReportsDate'), pairs.get('externalId')].join(' ');
        const state = pairs.get('act')!;
        if (states.get(id) === state) throw new Error(`a doubled line: ${line.slice(0, 200)}`);
        states.set(id, state);
        return { cef };
      });
  });
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
