// The link with which a user chooses a password.
import type { Secret } from '../../domain/secret.js';

/** Where people reach the web application. */
export interface WebPlace {
  readonly web_url: string;
  readonly web_host: string;
  readonly web_port: number;
  readonly web_tls_certs: readonly string[];
}

/** The address of the web application for people, without a `/` at its end. */
export function webAddress({ web_url, web_host, web_port, web_tls_certs }: WebPlace): string {
  if (web_url !== '') return web_url.replace(/\/+$/, '');
  const host = web_host.includes(':') ? `[${web_host}]` : web_host;
  return `${web_tls_certs.length > 0 ? 'https' : 'http'}://${host}:${web_port}`;
}

/** The token is in the fragment, which browsers send to no server, so that no log has it. */
export function startLink(place: WebPlace, token: Secret): string {
  return `${webAddress(place)}/start#${token.reveal()}`;
}
