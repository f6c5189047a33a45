// Asks a server of the WHOIS protocol (RFC 3912) one question, and reads the lines of its answer as they arrive.
import { connect, type Socket } from 'node:net';
import { LIMITS } from '../../domain/limits.js';

export interface WhoisServer {
  readonly host: string;
  readonly port: number;
}

/** Limits on one connection; the reasons for the usual ones are in `LOOKUP_LIMITS`. */
export interface ConnectionLimits {
  readonly idleMs: number;
  readonly totalMs: number;
  readonly lineBytes: number;
  readonly answerBytes: number;
}

/** How a connection ended other than by an orderly end of the answer. */
export class BrokenConnection extends Error {
  readonly kind: 'unreachable' | 'timeout' | 'cut' | 'too-large' | 'cancelled';

  constructor(kind: BrokenConnection['kind'], problem: string) {
    super(problem);
    this.kind = kind;
  }
}

/**
 * Sends a question and yields the lines of the answer. A last line without a line break is left out, because it may be
 * the start of a longer one.
 *
 * @throws BrokenConnection
 */
export async function* converse(
  server: WhoisServer,
  question: string,
  limits: ConnectionLimits,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const deadline = AbortSignal.timeout(limits.totalMs);
  const signals = signal ? [signal, deadline] : [deadline];
  const socket = connect({ host: server.host, port: server.port });
  const stop = () => socket.destroy(new BrokenConnection('cancelled', 'interrupted'));
  const ends = AbortSignal.any(signals);
  if (ends.aborted) stop();
  ends.addEventListener('abort', stop);
  limitWaiting(socket, limits);
  socket.write(question);
  let received = 0;
  try {
    let rest = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > limits.answerBytes) throw new BrokenConnection('too-large', 'it does not end');
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop()!;
      if (rest.length > limits.lineBytes) throw new BrokenConnection('too-large', 'a line does not end');
      for (const line of lines) yield Buffer.from(line, 'latin1').toString('utf8').trimEnd();
    }
  } catch (thrown) {
    if (deadline.aborted && !signal?.aborted)
      throw new BrokenConnection('timeout', `the answer was not complete within ${limits.totalMs / 1000} s`);
    throw broken(thrown, received);
  } finally {
    ends.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** A connection has its own time limit until it is made; then each part of the answer has one. */
function limitWaiting(socket: Socket, { idleMs }: ConnectionLimits): void {
  let words = 'no connection was established';
  socket.setTimeout(Math.min(idleMs, LIMITS.httpConnectMs));
  socket.once('connect', () => {
    words = 'no answer arrived';
    socket.setTimeout(idleMs);
  });
  socket.on('timeout', () =>
    socket.destroy(new BrokenConnection('timeout', `${words} within ${socket.timeout! / 1000} s`)),
  );
  socket.once('data', () => {
    words = 'the rest of the answer did not arrive';
  });
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'there is no route',
  ENETUNREACH: 'there is no network',
};

function broken(thrown: unknown, received: number): BrokenConnection {
  if (thrown instanceof BrokenConnection) return thrown;
  const { code = 'unknown reason' } = thrown as NodeJS.ErrnoException;
  const words = UNREACHABLE[code];
  if (words !== undefined) return new BrokenConnection('unreachable', words);
  if (received > 0) return new BrokenConnection('cut', `after ${received} bytes`);
  return new BrokenConnection('unreachable', `the connection was closed (${code})`);
}
