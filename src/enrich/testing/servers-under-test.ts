// Servers for the contract test, one double for each kind of enricher that is asked about addresses.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrapFile, entity, network, startRdap } from '../rdap/testing/rdap-double.js';
import { pointerName } from '../reverse-dns/pointer-name.js';
import { startDns } from '../reverse-dns/testing/dns-double.js';
import { startWhois } from '../whois/testing/whois-double.js';

/** What a server does about questions. */
export type Behaviour = 'knows' | 'knows nothing' | 'talks nonsense' | 'refuses';

export interface ServerUnderTest {
  /** The options with which the enricher asks the double. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Addresses that it was asked about so far, in the order of their texts. */
  asked(): readonly string[];
  /** What the enricher did that the reference forbids. */
  refused(): readonly string[];
  behaviour: Behaviour;
  /** Checks how fast or by how many connections all questions about some addresses came. @param pauses waits in ms */
  paceIsKept(pauses: readonly number[]): boolean;
  stop(): Promise<void>;
}

/** @param text what the server says wherever strangers can write; a name of a host if the kind gives only these */
type Start = (text: string, folder: string) => Promise<ServerUnderTest>;

/** The longest label of a name (RFC 1035, 2.3.4). */
const LABEL_BYTES = 63;

/** By kind. Addresses that share the first 24 bits (IPv4) or 48 bits (IPv6) are in one network of the answers. */
export const SERVERS: Readonly<Record<string, Start>> = {
  whois: async (text) => {
    const server = { behaviour: 'knows' as Behaviour };
    const double = await startWhois((address) =>
      server.behaviour === 'knows'
        ? [['64496', networkOf(address), 'GB', 'ripencc', '2001-02-03', text.replaceAll(/[\r\n]+/g, ' ')]]
        : [['NA', 'NA', '', 'other', '', 'NA']],
    );
    let before = 0;
    return underTest(server, {
      values: { host: '127.0.0.1', port: double.port },
      asked: () => double.asked.toSorted(),
      refused: () => double.refused,
      behaves: (behaviour) => {
        double.trouble = { 'talks nonsense': 'nonsense', refuses: 'limit' }[behaviour as string] as never;
      },
      paceIsKept: () => {
        const connections = double.connections - before;
        before = double.connections;
        return connections === 1;
      },
      stop: () => double.stop(),
    });
  },
  rdap: async (text, folder) => {
    const server = { behaviour: 'knows' as Behaviour };
    const rdap = await startRdap((address) => {
      if (server.behaviour === 'knows nothing') return undefined;
      if (server.behaviour === 'talks nonsense') return { body: '<!DOCTYPE html>' };
      if (server.behaviour === 'refuses') return { status: 403 };
      const [first, last] = endsOf(address);
      return network(first, last, {
        country: 'GB',
        entities: [
          entity(
            ['registrant'],
            [['fn', {}, 'text', text]],
            [entity(['abuse'], [['email', {}, 'text', 'abuse@example.com']])],
          ),
        ],
      });
    });
    const bootstrap = path.join(folder, 'bootstrap-of-contract.json');
    writeFileSync(bootstrap, bootstrapFile([[['0.0.0.0/0', '::/0'], [rdap.url]]]));
    return underTest(server, {
      values: { bootstrap_ipv4: bootstrap, bootstrap_ipv6: bootstrap, pause_ms: 700, private_servers: true },
      asked: () => rdap.queries.toSorted(),
      refused: () => rdap.refused,
      // The first request begins at once; its own time counts as part of the pause.
      paceIsKept: (pauses) => pauses.length > 0 && pauses.every((ms) => ms > 0 && ms <= 700),
      stop: () => rdap.stop(),
    });
  },
  reverse_dns: async (text) => {
    const server = { behaviour: 'knows' as Behaviour };
    const dns = await startDns(() => {
      if (server.behaviour === 'knows nothing') return 'nxdomain';
      if (server.behaviour === 'talks nonsense') return 'loop';
      if (server.behaviour === 'refuses') return 'refused';
      return [
        [Buffer.from(text).subarray(0, LABEL_BYTES), 'x'],
        ['host', 'example', 'com'],
      ];
    });
    return underTest(server, {
      values: { resolver: dns.address, at_once: 2, timeout_ms: 500 },
      asked: () => dns.asked.toSorted(),
      refused: () => dns.refused,
      paceIsKept: () => dns.mostAtOnce <= 2,
      stop: () => dns.stop(),
    });
  },
};

/** The form in which a double counts an address. @param kind of the enricher */
export const countedAs = (kind: string, address: string): string =>
  kind === 'reverse_dns' ? pointerName(address) : address;

function underTest(
  server: { behaviour: Behaviour },
  { behaves, ...rest }: Omit<ServerUnderTest, 'behaviour'> & { readonly behaves?: (to: Behaviour) => void },
): ServerUnderTest {
  return Object.defineProperty({ ...rest, behaviour: server.behaviour }, 'behaviour', {
    get: () => server.behaviour,
    set: (to: Behaviour) => {
      server.behaviour = to;
      behaves?.(to);
    },
  });
}

const networkOf = (address: string) =>
  address.includes(':') ? `${address.split('::')[0]}::/48` : `${address.replace(/\.\d+$/, '.0')}/24`;

function endsOf(address: string): [first: string, last: string] {
  if (!address.includes(':')) return [address.replace(/\d+$/, '0'), address.replace(/\d+$/, '255')];
  const [start] = address.split('::');
  return [`${start}::`, `${start}:ffff:ffff:ffff:ffff:ffff`];
}
