// A proxy for an HTTP server that causes failures on demand: the rungs of the failure ladder.
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** The failures of a network service that a source has to distinguish or survive. */
export const RUNGS = [
  'refused',
  'unauthorised',
  'not-found',
  'busy',
  'failing',
  'slow',
  'truncated',
  'oversized',
  'garbage',
] as const;
export type Rung = (typeof RUNGS)[number];

/** The pause that `busy` asks for. */
export const RETRY_AFTER_SECONDS = 7;
/** The length of an answer that exceeds the lowered limits. */
export const OVERSIZED_BYTES = 300_000;

const STATUS: Partial<Readonly<Record<Rung, number>>> = {
  unauthorised: 401,
  'not-found': 404,
  busy: 429,
  failing: 503,
};

/** A source's service, which can fail and recover. */
export interface Trouble {
  make(rung: Rung): Promise<void>;
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** An HTTP server that forwards everything until the test causes a failure. */
export class HttpTrouble implements Trouble {
  private rung: Rung | undefined;
  private port = 0;
  private readonly server: Server;

  /** @param target the origin of the real server */
  constructor(private readonly target: string) {
    this.server = createServer((asked, answer) => this.serve(asked, answer));
  }

  /** @returns the origin to use */
  async start(): Promise<string> {
    await this.listen();
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async make(rung: Rung): Promise<void> {
    this.rung = rung;
    if (rung === 'refused') await this.unlisten();
  }

  async heal(): Promise<void> {
    this.rung = undefined;
    if (!this.server.listening) await this.listen();
  }

  async stop(): Promise<void> {
    if (this.server.listening) await this.unlisten();
  }

  private async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  private async unlisten(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { rung } = this;
    const status = rung && STATUS[rung];
    if (rung === undefined) this.pass(asked, answer);
    else if (status !== undefined)
      answer.writeHead(status, { 'retry-after': String(RETRY_AFTER_SECONDS) }).end();
    else if (rung === 'slow') asked.resume();
    else if (rung === 'truncated') {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      answer.write('[{"id":', () => answer.destroy());
    } else if (rung === 'oversized') {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(`["${'x'.repeat(OVERSIZED_BYTES)}"]`);
    } else answer.writeHead(200, { 'content-type': 'text/html' }).end('<html><h1>Welcome</h1></html>');
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = '/' } = asked;
    const passed = forward(new URL(url, this.target), { method: method!, headers }, (reply) => {
      answer.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }
}
