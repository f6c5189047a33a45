// A WHOIS server on loopback that speaks the bulk form of Team Cymru, refuses clients that do not, and fails on demand.
import { type AddressInfo, createServer, isIP, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** How the double misbehaves. */
export type WhoisTrouble =
  /** Accepts the connection and never answers. */
  | 'silent'
  /** Sends one byte after another, for ever. */
  | 'drip'
  /** Closes the connection in the middle of a line, halfway through the answers. */
  | 'cut'
  /** Resets the connection after half of the answers. */
  | 'reset'
  /** Answers with a web page. */
  | 'nonsense'
  /** Answers other questions than the ones asked. */
  | 'others'
  /** Says that the client asked too much, after half of the answers. */
  | 'limit'
  /** Sends a line that does not end. */
  | 'endless'
  /** Answers everything and leaves the connection open. */
  | 'open';

export interface WhoisDouble {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Addresses asked for so far. */
  readonly asked: readonly string[];
  /** What clients did that the reference forbids. */
  readonly refused: readonly string[];
  trouble: WhoisTrouble | undefined;
  stop(): Promise<void>;
}

/** The lines for an address, without the address itself: `AS`, prefix, country, registry, date, name. */
export type Lines = (address: string) => readonly (readonly string[])[];

const NA = ['NA', 'NA', '', 'other', '', 'NA'];

/**
 * Starts a double. The form of questions and answers is that of "IP to ASN mapping" by Team Cymru
 * (https://www.team-cymru.com/ip-asn-mapping): `begin`, options, one address on each line, `end`; a greeting, then one
 * line for each origin of each address, with `NA` for values that do not exist. It forbids many connections with one
 * question each.
 */
export async function startWhois(lines: Lines = () => [NA]): Promise<WhoisDouble> {
  const asked: string[] = [];
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const double = { trouble: undefined as WhoisTrouble | undefined };
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!received.endsWith('end\n') && received.startsWith('begin\n')) return;
      const problem = problemOf(received);
      if (problem !== undefined) {
        refused.push(problem);
        return void socket.end(`Error: ${problem}.\n`);
      }
      const addresses = received.split('\n').slice(2, -2);
      asked.push(...addresses);
      void answer(socket, addresses, lines, double.trouble);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.defineProperties(double as WhoisDouble, {
    port: { value: port },
    asked: { value: asked },
    refused: { value: refused },
    connections: { get: () => connections },
    stop: {
      value: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      },
    },
  });
}

function problemOf(received: string): string | undefined {
  const all = received.split('\n');
  if (all[0] !== 'begin') return 'a question outside of the bulk form';
  if (all[1] !== 'verbose') return 'the option verbose is missing';
  const wrong = all.slice(2, -2).findIndex((line) => isIP(line) === 0);
  return wrong < 0 ? undefined : `no ASN or IP match on line ${wrong + 1}`;
}

async function answer(
  socket: Socket,
  addresses: readonly string[],
  lines: Lines,
  trouble: WhoisTrouble | undefined,
): Promise<void> {
  const greeting = 'Bulk mode; whois.example.com [2026-01-15 07:30:00 +0000]\n';
  const all = addresses.flatMap((address) => lines(address).map((cells) => asLine(address, cells)));
  const half = all.slice(0, all.length / 2).join('');
  switch (trouble) {
    case 'silent':
      return;
    case 'drip':
      return drip(socket);
    case 'cut':
      return void socket.end(`${greeting}${half}64496   | 192.0.2`);
    case 'reset':
      socket.write(greeting + half, () => socket.resetAndDestroy());
      return;
    case 'nonsense':
      return void socket.end('<html>\r\n<body>\r\nIt works!\r\n</body>\r\n</html>\r\n');
    case 'others':
      return void socket.end(greeting + asLine('198.51.100.99', NA).repeat(200));
    case 'limit':
      return void socket.end(`${greeting}${half}Error: rate limit exceeded, your address is blocked\n`);
    case 'endless':
      socket.write(greeting);
      while (socket.writable && socket.write('x'.repeat(1000))) await turn();
      return;
    case 'open':
      return void socket.write(greeting + all.join(''));
    default:
      socket.end(greeting + all.join(''));
  }
}

async function drip(socket: Socket): Promise<void> {
  while (socket.writable) {
    socket.write('x');
    await turn();
  }
}

function asLine(address: string, [asn = '', ...rest]: readonly string[]): string {
  const [prefix = '', country = '', registry = '', date = '', name = ''] = rest;
  const padded = [asn.padEnd(7), address.padEnd(16), prefix.padEnd(19), country, registry, date, name];
  return `${padded.join(' | ')}\n`;
}
