// The certificates that a connection with TLS trusts.
import { readFile } from 'node:fs/promises';
import { SundialError } from '../domain/errors.js';

/**
 * The settings of TLS that trust certificates.
 *
 * @param caFile a PEM file with the certificates to trust; empty = the usual ones
 * @throws SundialError `file-unreadable`
 */
export async function trusting(caFile: string): Promise<{ readonly ca?: string }> {
  if (caFile === '') return {};
  try {
    return { ca: await readFile(caFile, 'utf8') };
  } catch (thrown) {
    const problem = (thrown as Error).message;
    throw new SundialError('file-unreadable', { file: caFile, problem }, { cause: thrown });
  }
}
