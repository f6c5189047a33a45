// Chooses the proxy for a request from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, by the rules of curl and most programs.
import ipaddr from 'ipaddr.js';

/** The variables that name proxies, and servers to be asked without a proxy. */
export const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** A proxy and the variable that names it; the URL may hold a user and password, so only the variable is shown. */
export interface ProxyServer {
  readonly url: URL;
  readonly variable: string;
}

/** The value of a proxy variable is not a URL; `message` names the variable and does not quote the value. */
export class ProxyVariableError extends Error {}

/**
 * The proxy that a request to an origin goes through; undefined for a direct connection. Variables in lower case take
 * precedence, and requests over https use HTTP_PROXY if HTTPS_PROXY is not set.
 *
 * @throws ProxyVariableError
 */
export function proxyFor(origin: URL, env: Readonly<NodeJS.ProcessEnv>): ProxyServer | undefined {
  if (isDirect(origin, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  const variables = ['http_proxy', 'HTTP_PROXY'];
  if (origin.protocol === 'https:') variables.unshift('https_proxy', 'HTTPS_PROXY');
  const variable = variables.find((name) => env[name]);
  return variable === undefined ? undefined : { url: proxyUrl(variable, env[variable]!), variable };
}

/** Values without a scheme, such as `proxy.example.com:3128`, name an HTTP proxy. */
function proxyUrl(variable: string, value: string): URL {
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new ProxyVariableError(`${variable} is not the address of an HTTP proxy`);
}

function isDirect(origin: URL, noProxy: string): boolean {
  const host = bareHost(origin);
  const port = origin.port || (origin.protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry, host, port));
}

/** An entry is `*`, a network, or a name or address with an optional port; a name covers the names below it. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const [, name = entry, onlyPort = port] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return port === onlyPort && (host === bare || host.endsWith(`.${bare}`));
}

function isWithin(host: string, network: string): boolean {
  if (!ipaddr.isValid(host) || !ipaddr.isValidCIDR(network)) return false;
  const address = ipaddr.process(host);
  const [base, bits] = ipaddr.parseCIDR(network);
  return address.kind() === base.kind() && address.match(base, bits);
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
