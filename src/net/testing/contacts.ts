// Records whom this process turns to over the network, so that a test can tell that it turned to nobody.
import dgram from 'node:dgram';
import { promises as dns } from 'node:dns';
import net from 'node:net';

export interface Contacts {
  /** Connections, datagrams and questions to resolvers, in the order of their beginning. */
  readonly all: readonly string[];
  stop(): void;
}

/** Watches until `stop`; what is watched still happens. Sockets of files are no network. */
export function watchContacts(): Contacts {
  const all: string[] = [];
  const stops = [
    watch(net.Socket.prototype, 'connect', (args) => {
      const [first] = args.flat() as { path?: string; host?: string; port?: number }[];
      if (typeof first === 'object' && first.path === undefined) all.push(`tcp ${first.host}:${first.port}`);
    }),
    watch(dgram.Socket.prototype, 'send', ([_message, ...to]) =>
      all.push(`udp ${to.filter((part) => typeof part !== 'function').join(' ')}`),
    ),
    ...resolving().map((name) =>
      watch(dns.Resolver.prototype, name, ([question]) => all.push(`dns ${question}`)),
    ),
  ];
  const stop = () => {
    for (const each of stops) each();
  };
  return { all, stop };
}

function resolving() {
  return Object.getOwnPropertyNames(dns.Resolver.prototype).filter(
    (name): name is 'resolve' => name.startsWith('resolve') || name === 'reverse',
  );
}

function watch<Watched extends object>(
  watched: Watched,
  name: keyof Watched & string,
  note: (args: unknown[]) => void,
): () => void {
  const before = watched[name] as (...args: unknown[]) => unknown;
  const noted = function (this: unknown, ...args: unknown[]): unknown {
    note(args);
    return before.apply(this, args);
  };
  watched[name] = noted as Watched[typeof name];
  return () => {
    watched[name] = before as Watched[typeof name];
  };
}
