// Under which names the web application answers, and which requests come from its own pages.
import type { FastifyRequest } from 'fastify';
import { webAddress } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { isLoopbackHost } from '../../domain/host-name.js';

export interface HostsOptions {
  readonly web_url: string;
  readonly web_host: string;
  readonly web_port: number;
  readonly web_tls_certs: readonly string[];
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export class Hosts {
  /** The host and port of `web_url`; undefined if it is not set. */
  private readonly publicHost: string | undefined;

  constructor(private readonly options: HostsOptions) {
    this.publicHost = options.web_url === '' ? undefined : new URL(options.web_url).host;
  }

  /**
   * Refuses names that somebody else lets point to this address (DNS rebinding), whose pages would count as the same site.
   * Without `web_url` the names of this machine are right, with any port, because tunnels have ports of their own.
   *
   * @throws SundialError `host-refused`
   */
  requireKnown({ headers }: FastifyRequest): void {
    const host = headers.host ?? '';
    if (host.toLowerCase() === this.publicHost || isLoopbackName(host)) return;
    throw new SundialError('host-refused', { address: webAddress(this.options) });
  }

  /**
   * Refuses what another site's page lets a browser send. Browsers say with Sec-Fetch-Site where a request comes from;
   * older ones say it with Origin when they write.
   *
   * @throws SundialError `origin-refused`
   */
  requireOwnPage(request: FastifyRequest): void {
    const site = request.headers['sec-fetch-site'];
    const isRead = SAFE.has(request.method);
    if (site === 'same-origin' || (isRead && (site === undefined || site === 'none'))) return;
    if (site === undefined && request.headers.origin === this.originOf(request)) return;
    throw new SundialError('origin-refused');
  }

  /** Whether the browser reaches the application over TLS: here, or at the proxy of `web_url`, which passes the name on. */
  isSecure({ headers }: FastifyRequest): boolean {
    return this.options.web_tls_certs.length > 0 || headers.host?.toLowerCase() === this.publicHost;
  }

  /**
   * The prefix makes browsers accept the cookie only over TLS, from this very host. Over plain HTTP on this machine not all
   * of them would, so the name there has the port instead, which keeps two services apart.
   */
  cookieName(request: FastifyRequest): string {
    return this.isSecure(request) ? '__Host-sundial' : `sundial-${this.options.web_port}`;
  }

  private originOf(request: FastifyRequest): string {
    return `${this.isSecure(request) ? 'https' : 'http'}://${request.headers.host}`;
  }
}

/** Whether a Host header names this machine, with any port. */
function isLoopbackName(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isLoopbackHost(name);
}
