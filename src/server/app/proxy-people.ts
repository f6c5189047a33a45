// People whom a proxy in front of the web application has signed in: it says who asks with each request.
import type { FastifyRequest } from 'fastify';
import { type GroupOptions, requireUserName, roleOfGroups } from '../../access/index.js';
import { type AddressRange, isWithin, parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import type { Role } from '../../domain/role.js';

export interface ProxyOptions extends GroupOptions {
  readonly web_trusted_proxies: readonly string[];
  readonly web_proxy_user_header: string;
  readonly web_proxy_groups_header: string;
  readonly web_proxy_groups_separator: string;
}

export class ProxyPeople {
  private readonly peers: readonly AddressRange[];

  constructor(private readonly options: ProxyOptions) {
    this.peers = options.web_trusted_proxies.flatMap((text) => parseAddress(text) ?? []);
  }

  /**
   * Who asks. The headers count only on connections from a listed proxy, whatever other headers say.
   *
   * @returns undefined without a proxy, or without a user
   * @throws SundialError `proxy-header-refused`, `groups-unmatched`, `user-name-invalid`
   */
  whoOf(request: FastifyRequest): { readonly name: string; readonly role: Role } | undefined {
    if (!this.isListed(request.socket.remoteAddress ?? '')) return undefined;
    const { web_proxy_user_header, web_proxy_groups_header, web_proxy_groups_separator } = this.options;
    const user = onlyValue(request, web_proxy_user_header);
    if (user === undefined) return undefined;
    const name = requireUserName(user);
    const groups = (onlyValue(request, web_proxy_groups_header) ?? '').split(web_proxy_groups_separator);
    const role = roleOfGroups(
      this.options,
      name,
      groups.map((group) => group.trim()),
    );
    return { name, role };
  }

  /** @param peer as a socket has it; link-local addresses name their interface */
  private isListed(peer: string): boolean {
    const address = parseAddress(peer.replace(/%.*$/, ''));
    return address !== undefined && this.peers.some((network) => isWithin(address, network));
  }
}

/**
 * The value of a header that the proxy sets; undefined if it is missing or empty. A second one came from the browser, and
 * the proxy did not remove it.
 *
 * @throws SundialError `proxy-header-refused`
 */
function onlyValue({ raw }: FastifyRequest, name: string): string | undefined {
  const { rawHeaders } = raw;
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name.toLowerCase(),
  );
  if (values.length > 1) throw new SundialError('proxy-header-refused', { header: name });
  return values[0]?.trim() || undefined;
}
