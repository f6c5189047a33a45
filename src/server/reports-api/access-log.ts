// The log of all requests to the API: who asked what, and what was answered; never credentials or ids of downloads.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../domain/clock.js';
import type { ErrorCode } from '../../domain/errors.js';

/** Receives the lines. */
export interface LineWriter {
  write(line: string): void;
}

/** What the routes learn about a request. */
export interface AccessNote {
  /** The key's public id. */
  key?: string;
  constituents?: readonly string[];
  method?: string;
  parameters?: Readonly<Record<string, unknown>>;
  rows?: () => number | undefined;
  /** A report that was downloaded. */
  report?: string;
  /** The error of a request that was refused, or failed before its answer began. */
  refusal?: ErrorCode;
}

/** An answered request, without anything of its key or its client. */
export interface FinishedAccess {
  /** A method or route of the API; undefined for a path that does not exist, or a request refused before it was read. */
  readonly method: string | undefined;
  readonly status: number;
  readonly refusal: ErrorCode | undefined;
  readonly seconds: number;
  readonly rows: number;
  /** Bytes of the answer with its headers. */
  readonly bytes: number;
}

/** Characters of the parameters that are kept: a query of a hundred networks. The rest is cut. */
const PARAMETERS = 4_000;

/** Members of a body that give access, and are left out. */
const SECRETS: ReadonlySet<string> = new Set(['apikey', 'id', 'secret']);
const MARK = '[redacted]';

export class AccessLog {
  private readonly notes = new WeakMap<FastifyRequest, AccessNote>();

  constructor(
    private readonly writer: LineWriter,
    private readonly clock: Clock,
    /** Is told of each answered request. */
    private readonly finished: (access: FinishedAccess) => void = () => {},
  ) {}

  /** Writes a line when the request is answered, also if the client leaves before that. Call it first of all. */
  began(request: FastifyRequest, reply: FastifyReply): void {
    this.notes.set(request, {});
    // Known only while the connection is open.
    const began = { client: request.ip, sent: request.raw.socket.bytesWritten ?? 0 };
    let isWritten = false;
    const write = () => {
      if (!isWritten) this.write(request, reply, began);
      isWritten = true;
    };
    reply.raw.once('finish', write).once('close', write);
  }

  private write(request: FastifyRequest, reply: FastifyReply, began: { client: string; sent: number }): void {
    const { key, constituents, method, parameters, report, refusal, ...note } = this.note(request);
    const rows = note.rows?.();
    const bytes = (request.raw.socket.bytesWritten ?? 0) - began.sent;
    const line = {
      time: this.clock().toISOString(),
      client: began.client,
      key,
      constituents,
      method: method ?? `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      parameters: parameters && shown(parameters),
      report,
      status: reply.statusCode,
      // The client left, or the answer broke off.
      ...(!reply.raw.writableFinished && { cut: true }),
      rows,
      bytes,
      milliseconds: Math.round(reply.elapsedTime),
    };
    this.writer.write(`${JSON.stringify(line)}\n`);
    const seconds = reply.elapsedTime / 1000;
    this.finished({ method, status: line.status, refusal, seconds, rows: rows ?? 0, bytes });
  }

  /** What is known about a request; the routes add to it. */
  note(request: FastifyRequest): AccessNote {
    return this.notes.get(request) ?? {};
  }
}

/** A key that is mistakenly inside of a query is left out as well. */
function shown(parameters: Readonly<Record<string, unknown>>): unknown {
  const text = JSON.stringify(parameters, (name, value) => (SECRETS.has(name) ? MARK : value));
  return text.length > PARAMETERS ? `${text.slice(0, PARAMETERS)}...` : JSON.parse(text);
}
