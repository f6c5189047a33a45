// Reads a server's address with user, password and place from one URL, such as amqp://user:password@host:5672/vhost.
import { SundialError } from '../domain/errors.js';
import type { Secret } from '../domain/secret.js';

/** The parts of an address; an absent text is '' and an absent port 0. */
export interface ServerUrl {
  readonly scheme: string;
  /** IPv6 addresses without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** What follows the host, without its first slash. */
  readonly path: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The URLs that an output accepts. */
export interface UrlForm {
  readonly schemes: readonly string[];
  /** An example for messages, without a password. */
  readonly example: string;
  /** Whether host and path are possible. */
  readonly accepts: (url: ServerUrl) => boolean;
  /** The names of options after `?`; none = there must not be any. */
  readonly options?: readonly string[];
}

/**
 * Reads the option `url` of an output; undefined if it is empty. Messages do not quote the URL, which may contain a
 * password.
 *
 * @throws SundialError `output-setting`
 */
export function readServerUrl(
  output: string,
  url: Secret,
  { schemes, example, accepts, options: known = [] }: UrlForm,
): ServerUrl | undefined {
  const text = url.reveal().trim();
  if (text === '') return undefined;
  const refuse = (problem: string, expected: string) =>
    new SundialError('output-setting', { output, key: 'url', problem, expected });
  const read = parsed(text);
  if (!read || !schemes.includes(read.scheme) || !accepts(read))
    throw refuse('is not such an address', `${schemes.join(':// or ')}://..., such as ${example}`);
  const other = [...read.options.keys()].find((name) => !known.includes(name));
  if (other !== undefined)
    throw refuse(
      `has the option ${other}`,
      known.length > 0 ? `no options but ${known.join(', ')}` : 'no options, but keys of the output instead',
    );
  return read;
}

function parsed(text: string): ServerUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text);
  try {
    return {
      ...{ scheme: protocol.slice(0, -1), port: Number(port) },
      host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      path: decodeURIComponent(pathname.replace(/^\//, '')),
      options: new Map(searchParams),
    };
  } catch {
    // A percent sign without two digits.
    return undefined;
  }
}
