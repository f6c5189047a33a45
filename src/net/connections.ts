// Holds the open connections of one HTTP client: direct ones, and those through the proxies of the environment.
import { isIP } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import { LIMITS } from '../domain/limits.js';
import { type AddressRule, checkAddress, checkHost, guardedLookup, type Resolve } from './addresses.js';
import { bareHost, type ProxyServer, proxyFor } from './proxy.js';

export interface ConnectionOptions {
  /** The environment, with HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Which addresses may be connected to; omitted = all. */
  readonly addresses?: AddressRule;
  /** Certificates to trust instead of the usual ones, as PEM; omitted = the usual ones. */
  readonly ca?: string;
  /** Replaces the system's resolver in tests. */
  readonly resolve?: Resolve;
}

/** How a request gets to its server. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly proxy?: ProxyServer;
}

const TIMEOUT = { timeout: LIMITS.httpConnectMs };

export class Connections {
  private readonly options: ConnectionOptions;
  private readonly opened = new Map<string, Promise<Dispatcher>>();

  constructor(options: ConnectionOptions) {
    this.options = options;
  }

  /** @throws ProxyVariableError, RefusedAddressError */
  async route(origin: string): Promise<Route> {
    const { env, addresses, resolve } = this.options;
    const url = new URL(origin);
    const proxy = proxyFor(url, env);
    if (!proxy) return { dispatcher: await this.once('', () => this.openDirect()) };
    if (addresses) await checkHost(bareHost(url), addresses, resolve);
    const dispatcher = await this.once(proxy.url.href, () => openThrough(proxy, this.tls));
    return { dispatcher, proxy };
  }

  /** Closes all connections; requests in progress fail. */
  async close(): Promise<void> {
    const opened = await Promise.all(this.opened.values());
    await Promise.all(opened.map((dispatcher) => dispatcher.destroy()));
  }

  private get tls(): { readonly timeout: number; readonly ca?: string } {
    const { ca } = this.options;
    return { ...TIMEOUT, ...(ca !== undefined && { ca }) };
  }

  private once(key: string, open: () => Promise<Dispatcher>): Promise<Dispatcher> {
    const opened = this.opened.get(key) ?? open();
    this.opened.set(key, opened);
    return opened;
  }

  private async openDirect(): Promise<Dispatcher> {
    const { Agent, buildConnector } = await undici();
    const { addresses, resolve } = this.options;
    if (!addresses) return new Agent({ connect: this.tls });
    const connect = buildConnector({ ...this.tls, lookup: guardedLookup(addresses, resolve) });
    return new Agent({ connect: checked(connect, addresses) });
  }
}

/** Checks hosts that are addresses, for which the resolver is not called. */
function checked(connect: buildConnector.connector, rule: AddressRule): buildConnector.connector {
  return (options, callback) => {
    try {
      if (isIP(options.hostname)) checkAddress(options.hostname, rule);
    } catch (thrown) {
      return callback(thrown as Error, null);
    }
    connect(options, callback);
  };
}

async function openThrough({ url }: ProxyServer, tls: buildConnector.BuildOptions): Promise<Dispatcher> {
  const { Pool, ProxyAgent } = await undici();
  return new ProxyAgent({
    uri: url.href,
    // Plain http is sent to the proxy without a tunnel, because most proxies refuse tunnels to ports other than 443.
    proxyTunnel: false,
    proxyTls: TIMEOUT,
    requestTls: tls,
    // Bounds the wait for the proxy's answer to CONNECT.
    clientFactory: (origin, options) =>
      new Pool(origin, { ...options, headersTimeout: LIMITS.httpConnectMs }),
  });
}

/** Loaded here because most commands do not send requests. */
const undici = () => import('undici');
