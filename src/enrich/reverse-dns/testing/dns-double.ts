// A DNS server on loopback for PTR records (RFC 1035), which refuses clients that ask otherwise, and fails on demand.
import { createSocket } from 'node:dgram';

export interface DnsDouble {
  /** The address with the port, as the option `resolver` takes it. */
  readonly address: string;
  /** Names asked for so far. */
  readonly asked: readonly string[];
  /** What clients did that the RFC forbids, or that no client for reverse names should do. */
  readonly refused: readonly string[];
  /** The highest number of questions that waited for an answer at the same time. */
  readonly mostAtOnce: number;
  stop(): Promise<void>;
}

/** Labels of a name as bytes, so that tests can answer what no host name has. */
export type Labels = readonly (string | Buffer)[];

/** What the server does about a name: the names in its records, an error, silence, or bytes that are no answer. */
export type Reaction =
  | readonly Labels[]
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'silence'
  | 'nonsense'
  | 'other-id'
  | 'loop';

const CODES = { nxdomain: 3, servfail: 2, refused: 5 } as const;
const PTR = 12;
const HEADER_BYTES = 12;

export async function startDns(react: (name: string) => Reaction | Promise<Reaction>): Promise<DnsDouble> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const refused: string[] = [];
  let open = 0;
  let mostAtOnce = 0;
  socket.on('message', async (question, { port, address }) => {
    const { name, end } = nameIn(question);
    const problem = problemOf(question, end, name);
    asked.push(name);
    if (problem !== undefined) refused.push(problem);
    mostAtOnce = Math.max(mostAtOnce, ++open);
    const reaction = problem === undefined ? await react(name) : 'refused';
    open--;
    const bytes = answer(question.subarray(0, end + 4), reaction);
    if (bytes) socket.send(bytes, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return Object.defineProperty(
    {
      address: `127.0.0.1:${socket.address().port}`,
      asked,
      refused,
      mostAtOnce: 0,
      stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
    },
    'mostAtOnce',
    { get: () => mostAtOnce },
  );
}

/** The name in the question (RFC 1035, 4.1.2) and the offset behind it. */
function nameIn(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function problemOf(message: Buffer, end: number, name: string): string | undefined {
  if ((message[2]! & 0xf8) !== 0) return 'RFC 1035, 4.1.1: not a standard query';
  if ((message[2]! & 1) === 0) return 'RFC 1035, 4.1.1: a resolver is asked to recurse';
  if (message.readUInt16BE(4) !== 1) return 'more than one question';
  if (message.readUInt16BE(end) !== PTR) return `a question of type ${message.readUInt16BE(end)}, not PTR`;
  return /\.(in-addr|ip6)\.arpa$/.test(name) ? undefined : `${name} is not the name of an address`;
}

function answer(question: Buffer, reaction: Reaction): Buffer | undefined {
  if (reaction === 'silence') return undefined;
  if (reaction === 'nonsense') return Buffer.concat([question.subarray(0, 2), Buffer.alloc(5, 0xff)]);
  const names = Array.isArray(reaction) ? (reaction as readonly Labels[]) : [];
  const header = Buffer.from(question.subarray(0, HEADER_BYTES));
  if (reaction === 'other-id') header[0] = header[0]! ^ 0xff;
  const code = typeof reaction === 'string' && reaction in CODES ? CODES[reaction as keyof typeof CODES] : 0;
  // An answer to which the server could recurse (RFC 1035, 4.1.1).
  header.writeUInt16BE(0x8180 | code, 2);
  const records =
    reaction === 'loop'
      ? [record(Buffer.from([0xc0, question.length + 12]))]
      : names.map((name) => record(wire(name)));
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, question.subarray(HEADER_BYTES), ...records]);
}

/** A record of the name in the question (RFC 1035, 4.1.3 and 4.1.4). */
function record(data: Buffer): Buffer {
  const head = Buffer.from([0xc0, HEADER_BYTES, 0, PTR, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

const wire = (labels: Labels): Buffer =>
  Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([Buffer.byteLength(label)]), Buffer.from(label as string)]),
    Buffer.from([0]),
  ]);
