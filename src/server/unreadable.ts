// Answers what no route sees: bytes that are not a request, and addresses that cannot be read.
import type { Socket } from 'node:net';
import { SundialError } from '../domain/errors.js';

/** The form in which errors are answered. */
type Form = (
  error: SundialError,
  status: number,
) => { readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };

/** What is wrong with bytes that are not a request, by the code of Node's error. */
const PROBLEMS: Readonly<
  Record<string, { readonly status: number; readonly phrase: string; readonly problem: string }>
> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, phrase: 'Request Timeout', problem: 'it did not arrive in time' },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    phrase: 'Request Header Fields Too Large',
    problem: 'its headers are too long',
  },
};
const NOT_HTTP = { status: 400, phrase: 'Bad Request', problem: 'it is not a valid HTTP/1.1 request' };

/** The error of an address that cannot be read. The text does not repeat the address, which may contain an id that gives access. */
export function addressError({ code }: { readonly code?: string }): SundialError {
  return code === 'FST_ERR_BAD_URL'
    ? new SundialError('request-refused', {
        problem: 'its path has a "%" that is not followed by the code of a character',
      })
    : new SundialError('route-unknown');
}

/**
 * Answers bytes that are not a request, and closes the connection.
 *
 * @param headers of all answers
 * @param isAnswering whether an earlier request of the connection is being answered: then it is only closed, because the
 *   client would take the text for a part of that answer
 */
export function refuseBytes(
  socket: Pick<Socket, 'writable' | 'write' | 'destroy'>,
  { code }: { readonly code?: string | undefined },
  {
    form,
    headers,
    isAnswering,
  }: { form: Form; headers: Readonly<Record<string, string>>; isAnswering: boolean },
): void {
  if (socket.writable && !isAnswering) {
    const { status, phrase, problem } = PROBLEMS[code ?? ''] ?? NOT_HTTP;
    const { headers: more, body } = form(new SundialError('request-refused', { problem }), status);
    const text = JSON.stringify(body);
    const all = {
      ...headers,
      ...more,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      connection: 'close',
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${text}`);
  }
  socket.destroy();
}
