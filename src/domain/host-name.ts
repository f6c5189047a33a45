// Recognises host names and domains, and normalises them to the store's form of subjects.
import { isIPv4 } from 'node:net';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
/** The longest name that DNS can carry (RFC 1035, 2.3.4). */
const LONGEST = 253;

/**
 * The name in lower case without the final dot; undefined for anything else. The last label may not be a number, so that
 * a mistyped address such as 192.0.2.300 is not a name.
 */
export function hostName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.+$/, '');
  return name.length <= LONGEST && NAME.test(name) && !/(^|\.)\d+$/.test(name) ? name : undefined;
}

/** Whether a connection from an address comes from this machine. @param address as a socket has it, also IPv4 in IPv6 */
export function isLoopbackPeer(address: string): boolean {
  return isLoopbackHost(address.replace(/^::ffff:(?=127\.)/, ''));
}

/** Whether connections to a host stay on this machine. @param host a name or an address, without brackets */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
