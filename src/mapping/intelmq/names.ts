// Addresses, networks, host names and URLs as IntelMQ's data format accepts them.
import { domainToASCII } from 'node:url';
import { formatAddress, parseAddress } from '../../domain/address.js';

/** One address in its shortest form; undefined for networks, 0.0.0.0 and other texts. */
export function addressText(text: string): string | undefined {
  // IntelMQ drops the zone of an IPv6 address, such as %eth0.
  const written = text.trim().split('%', 1)[0]!;
  if (written.includes('/') || written === '0.0.0.0') return undefined;
  const range = parseAddress(written);
  return range && formatAddress(range.first);
}

/** A network as first address and length; undefined for texts without a length. */
export function networkText(text: string): string | undefined {
  const written = text.trim();
  const length = /\/(\d{1,3})$/.exec(written)?.[1];
  const range = length === undefined ? undefined : parseAddress(written);
  return range && `${formatAddress(range.first)}/${Number(length)}`;
}

/** The longest host name in characters (RFC 1035, section 2.3.4), with dots. */
const NAME_CHARACTERS = 253;

/** A host name in lower case and ASCII; undefined for addresses and texts that cannot be one. */
export function fqdnText(text: string): string | undefined {
  const written = text.trim().replace(/^\.+|\.+$/g, '');
  if (written === '' || written.length > NAME_CHARACTERS) return undefined;
  const isAscii = /^[\x20-\x7e]+$/.test(written);
  const name = (isAscii ? written : domainToASCII(written)).toLowerCase();
  const isName = name.split('.').every((label) => label.length > 0 && label.length < 64);
  // The characters at which a parser of URLs would cut, and addresses.
  if (!isName || /[:/?#[\]]/.test(name) || parseAddress(name) !== undefined) return undefined;
  return name;
}

/** A URL with a host; `hxxp` becomes `http`. undefined for other texts. */
export function urlText(text: string): string | undefined {
  const url = text
    .trim()
    .replaceAll('hxxp://', 'http://')
    .replaceAll('hxxps://', 'https://')
    .replace(/^file:\/{0,3}(?=[^/]|$)/i, 'file://localhost/');
  // A host is what follows two slashes, up to the path (RFC 3986, section 3.2).
  const [, host = ''] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(url) ?? [];
  const brackets = /^[^[\]]*(?:\[[^[\]]*\][^[\]]*)?$/;
  return host !== '' && brackets.test(host) ? url : undefined;
}
