// Finds the RDAP server of the registry that is responsible for an address, from IANA's bootstrap files (RFC 9224).
import { z } from 'zod';
import { type AddressRange, isWithin, parseAddress, prefixBits } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';

/** A server of RDAP and the networks for which it is responsible. */
interface Service {
  readonly range: AddressRange;
  readonly server: RdapServer;
}

export interface RdapServer {
  /** The address to which queries are appended; it ends with a slash. */
  readonly base: string;
  /** The registry as delegated statistics name it, such as `ripencc`; the name of the host if it is none of the five. */
  readonly registry: string;
}

/** RFC 9224, 3: each service is a list of networks and a list of addresses. Further members may be added. */
const FILE = z.object({
  version: z.literal('1.0'),
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string()).min(1)])),
});

/** Parts of the host names of the five registries' servers, and the names that the registries use in their statistics. */
const REGISTRIES = [
  ['afrinic', 'afrinic'],
  ['apnic', 'apnic'],
  ['arin', 'arin'],
  ['lacnic', 'lacnic'],
  ['ripe', 'ripencc'],
] as const;

/** The bootstrap files for IPv4 and IPv6, read together. */
export class Bootstrap {
  private readonly services: readonly Service[];

  /**
   * @param files the files' contents with their names, for messages
   * @throws SundialError `rdap-bootstrap` for a file of another form
   */
  constructor(files: readonly { readonly name: string; readonly content: Buffer }[]) {
    // The longest network first: RFC 9224, 5 asks for the longest match.
    this.services = files
      .flatMap(({ name, content }) => readServices(name, content))
      .toSorted((a, b) => prefixBits(b.range) - prefixBits(a.range));
  }

  /** The server for an address; undefined if no registry is responsible. */
  serverOf(address: string): RdapServer | undefined {
    const asked = parseAddress(address);
    return asked && this.services.find(({ range }) => isWithin(asked, range))?.server;
  }
}

function readServices(file: string, content: Buffer): Service[] {
  const refuse = (problem: string) => new SundialError('rdap-bootstrap', { file, problem });
  const { success, data } = FILE.safeParse(asJson(content));
  if (!success) throw refuse('it is not in the form of RFC 9224, version 1.0');
  const services = data.services.flatMap(([networks, addresses]) => {
    const server = serverAt(addresses);
    if (!server) throw refuse('a service has no http(s) address');
    return networks.map((network) => {
      const range = parseAddress(network);
      if (!range) throw refuse('a service names something other than networks');
      return { range, server };
    });
  });
  if (services.length === 0) throw refuse('it names no services');
  return services;
}

function asJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The service's address, with encryption if it has one (RFC 9224, 3). */
function serverAt(addresses: readonly string[]): RdapServer | undefined {
  const urls = addresses.filter((text) => URL.canParse(text)).map((text) => new URL(text));
  const url =
    urls.find(({ protocol }) => protocol === 'https:') ?? urls.find(({ protocol }) => protocol === 'http:');
  if (!url) return undefined;
  const path = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  const known = REGISTRIES.find(([part]) => url.hostname.split('.').some((label) => label === part));
  return { base: url.origin + path, registry: known?.[1] ?? url.hostname };
}
