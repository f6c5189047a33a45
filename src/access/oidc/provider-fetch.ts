// Carries the requests of the OpenID Connect library through Sundial's own client, with its proxies and limits.
import type { CustomFetch } from 'openid-client';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import type { Secret } from '../../domain/secret.js';
import { type TrustingClient, target } from '../../net/index.js';

/** @param secrets that errors must not quote */
export function providerFetch(http: TrustingClient, secrets: readonly Secret[]): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const answer = await http.send({
      ...target(new URL(address)),
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body && { body: Buffer.from(String(body)) }),
      about: { what: 'OpenID Connect' },
      secrets,
      idleMs: WEB_LIMITS.providerMs,
      totalMs: WEB_LIMITS.providerMs,
      maxBytes: WEB_LIMITS.providerBytes,
      signal,
      // The library says what is wrong with an answer; a provider that has failed is a matter of this machine's operator.
      accepts: (status) => status < 500 && status !== 407,
    });
    const given = Object.entries(answer.headers).filter(([, value]) => value !== undefined);
    const isEmpty = answer.status === 204 || answer.status === 304;
    const bytes = await answer.bytes();
    return new Response(isEmpty ? null : new Uint8Array(bytes), {
      status: answer.status,
      headers: given as [string, string][],
    });
  };
}
