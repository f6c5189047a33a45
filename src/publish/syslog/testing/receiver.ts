// A receiver of syslog for tests. It refuses what breaks RFC 5424, RFC 6587 or CEF, and keeps events by their id.
import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type ReadCef, readCef } from '../../../mapping/testing/read-cef.js';
import type { Certificate } from '../../../notify/testing/certificate.js';
import type { HeldEvent } from '../../testing/output-contract.js';

export interface ReceivedMessage {
  readonly facility: number;
  readonly severity: number;
  readonly time: string;
  readonly host: string;
  readonly cef: ReadCef;
}

export interface SyslogReceiver {
  readonly port: number;
  /** Every message, repeated ones too. */
  readonly messages: readonly ReceivedMessage[];
  /** Why bytes were refused; the connection was then reset. */
  readonly faults: readonly string[];
  /** Called with each connection before anything is read; it may close it. */
  greet: (socket: Socket) => void;
  /** Called with the bytes that a connection has brought so far. */
  reading: (socket: Socket, bytes: number) => void;
  held(): HeldEvent[];
  stop(): Promise<void>;
}

/** @param certificate for TLS; omitted = plain TCP */
export async function startSyslogReceiver(certificate?: Certificate): Promise<SyslogReceiver> {
  const [messages, faults]: [ReceivedMessage[], string[]] = [[], []];
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    let text: Buffer = Buffer.alloc(0);
    let bytes = 0;
    const refuse = (problem: string) => {
      faults.push(problem);
      socket.resetAndDestroy();
    };
    receiver.greet(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('end', () => text.length > 0 && faults.push('the connection ended in a message'));
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      receiver.reading(socket, bytes);
      text = Buffer.concat([text, chunk]);
      try {
        text = readFrames(text, (message) => messages.push(readMessage(message)));
      } catch (thrown) {
        refuse((thrown as Error).message);
      }
    });
  };
  const server = certificate ? createTlsServer(certificate, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: SyslogReceiver = {
    ...{ port: (server.address() as AddressInfo).port, messages, faults },
    greet: () => {},
    reading: () => {},
    held: () => heldBy(messages),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return receiver;
}

export interface DatagramReceiver {
  readonly port: number;
  readonly messages: readonly ReceivedMessage[];
  /** The messages as they arrived. */
  readonly texts: readonly string[];
  /** Waits until so many datagrams have arrived. */
  arrived(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** RFC 5426: a datagram has exactly one message. */
export async function startDatagramReceiver(): Promise<DatagramReceiver> {
  const messages: ReceivedMessage[] = [];
  const texts: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => {
    texts.push(bytes.toString());
    messages.push(readMessage(bytes));
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    ...{ port: socket.address().port, messages, texts },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => messages.length >= count && resolve();
        socket.on('message', look);
        look();
      }),
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** RFC 6587, 3.4.1: a length without leading zeros, a space, and so many bytes. @returns the bytes that are left */
function readFrames(bytes: Buffer, take: (message: Buffer) => void): Buffer {
  for (let left = bytes; ; ) {
    const start = left.subarray(0, 12).toString('latin1');
    const length = /^([1-9]\d{0,9}) /.exec(start)?.[1];
    if (length === undefined) {
      if (/^([1-9]\d{0,9})?$/.test(start)) return left;
      throw new Error(`no length, but ${JSON.stringify(start)}`);
    }
    const from = length.length + 1;
    if (left.length < from + Number(length)) return left;
    take(left.subarray(from, from + Number(length)));
    left = left.subarray(from + Number(length));
  }
}

/** RFC 5424, 6: header, structured data (none is sent), message. */
const MESSAGE =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([\x21-\x7e]{1,255}) sundial - CEF - (CEF:0\|.*)$/su;

function readMessage(bytes: Buffer): ReceivedMessage {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const [, priority, time, host, record] = MESSAGE.exec(text) ?? [];
  if (record === undefined || Number(priority) > 191)
    throw new Error(`no message of RFC 5424: ${text.slice(0, 80)}`);
  const facility = Math.floor(Number(priority) / 8);
  return { facility, severity: Number(priority) % 8, time: time!, host: host!, cef: readCef(record) };
}

/** Columns of keys without a label. */
const COLUMNS: Readonly<Record<string, string>> = {
  ...{ src: 'ip', c6a2: 'ip', spt: 'port', shost: 'hostname', proto: 'protocol' },
  requestClientApplication: 'http_agent',
};

/** The events that records leave: the last one of each counts. */
export function heldBy(messages: readonly Pick<ReceivedMessage, 'cef'>[]): HeldEvent[] {
  const events = new Map<string, HeldEvent>();
  for (const { cef } of messages) {
    const { header, pairs } = cef;
    const id = `${header[3]}-${pairs.get('ShadowserverReportsDate')}-${pairs.get('externalId')}`;
    if (pairs.get('act') === 'withdrawn') events.delete(id);
    else events.set(id, { id, fields: fieldsOf(pairs) });
  }
  return [...events.values()];
}

function fieldsOf(pairs: ReadonlyMap<string, string>): Record<string, string> {
  const others = JSON.parse(pairs.get('ShadowserverReportsColumns') ?? '{}') as Record<string, string>;
  for (const [key, text] of pairs) {
    const column = COLUMNS[key] ?? pairs.get(`${key}Label`);
    if (column !== undefined && !Object.hasOwn(others, column)) others[column] = text;
  }
  return others;
}
