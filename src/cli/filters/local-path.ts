// Refuses addresses (URLs) where a path on this machine is expected; taken as paths, they would name folders such as
// "https:".
import { SundialError } from '../../domain/errors.js';

const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * @param what the argument or option, to begin a sentence
 * @param advice what to do instead, as the last sentence of an error, without its full stop
 * @throws SundialError `usage`, without the address, because it may contain a password or a download id
 */
export function requireLocal(given: string | undefined, what: string, advice: string): void {
  if (given === undefined || !ADDRESS.test(given)) return;
  const problem = `${what} is an address (URL), and has to be a path on this machine. ${advice}`;
  throw new SundialError('usage', { problem });
}
