// The protocol between a command and the service that runs it: one JSON object per line in both directions.
import type { Readable, Writable } from 'node:stream';

/** The first line: the command's arguments, and the part of its environment that it may use. */
export interface CommandRequest {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Properties of stderr: whether it is a terminal, and its width in characters. */
  readonly interactive: boolean;
  readonly columns: number;
  /** Properties of stdout. */
  readonly page?: { readonly columns: number; readonly isTerminal: boolean; readonly colour: boolean };
  /** The user of the command's process: the system's number and name. */
  readonly user?: { readonly uid?: number; readonly name: string };
}

/** Further lines from the command's side. Bytes are sent as base64. */
export type ToService =
  | { readonly stdin: string }
  | { readonly stdinEnd: true }
  | { readonly interrupt: true };

/**
 * Replaces the exit code if the command has done nothing yet and has to be run again, because the process that holds the
 * store is releasing it.
 */
export const RUN_AGAIN = -1;

/** Lines from the service's side; `exit` is the last one. */
export type FromService =
  | { readonly stdout: string }
  | { readonly note: string }
  | { readonly draw: string }
  /** The service requests stdin, which is not read earlier. */
  | { readonly wantStdin: true }
  | { readonly exit: number };

/** Maximum length of a message; stdin and results are sent in chunks of 64 KiB. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Sends one message; resolves when the stream accepts the next one. */
export function send(stream: Writable, message: CommandRequest | ToService | FromService): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return Promise.resolve();
  if (stream.write(`${JSON.stringify(message)}\n`)) return Promise.resolve();
  return new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go).off('close', go);
      resolve();
    };
    stream.on('drain', go).on('close', go);
  });
}

/** The messages of a stream, to its end. @throws Error for an invalid message */
export async function* messages<Message>(stream: Readable): AsyncGenerator<Message> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, at)]).toString();
      rest = [];
      size = 0;
      from = at + 1;
      yield JSON.parse(line) as Message;
    }
    if (from === chunk.length) continue;
    rest.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > LONGEST_LINE) throw new Error('a line is too long');
  }
}
