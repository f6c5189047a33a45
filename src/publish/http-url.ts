// Checks the address of a target that is reached over HTTP.
import { SundialError } from '../domain/errors.js';
import { isLoopbackHost } from '../domain/host-name.js';
import { bareHost } from '../net/index.js';

/**
 * Refuses addresses with a user, which logs of proxies would show, and http without TLS to other machines.
 *
 * @param instead what to set instead of a user
 * @throws SundialError `output-setting`
 */
export function checkHttpUrl(
  output: string,
  { url, plain_http }: { readonly url: string; readonly plain_http: boolean },
  instead: string,
): void {
  const address = new URL(url);
  const { protocol, username } = address;
  const refuse = (problem: string, expected: string) =>
    new SundialError('output-setting', { output, key: 'url', problem, expected });
  if (username !== '') throw refuse('names a user', instead);
  if (protocol === 'http:' && !plain_http && !isLoopbackHost(bareHost(address)))
    throw refuse('has no TLS', 'https, or plain_http: true in a network that others cannot read');
}
