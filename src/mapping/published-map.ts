// Reads a file with the publisher's own map for a format.
import { open, stat } from 'node:fs/promises';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { systemProblem } from '../domain/system-problem.js';

/**
 * The content of the file, which the format has to check.
 *
 * @param format the name of the format, for messages
 * @throws SundialError `record-map`
 */
export async function readPublishedMap(format: string, file: string): Promise<unknown> {
  const refuse = (problem: string, cause?: unknown) =>
    new SundialError('record-map', { format, file, problem }, { cause });
  // A named pipe without a writer would never open.
  const isOther = await stat(file).then(
    (status) => !status.isFile(),
    () => false,
  );
  if (isOther) throw refuse('it is not a file');
  const text = await textOf(file).catch((thrown) => {
    throw refuse(systemProblem(thrown as NodeJS.ErrnoException), thrown);
  });
  if (text === undefined) throw refuse(`it has more than ${LIMITS.recordMapBytes} bytes`);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw refuse('it is not JSON', thrown);
  }
}

/** The text of a file; undefined if it is too large. */
async function textOf(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return size > LIMITS.recordMapBytes ? undefined : await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
