// A double of the Reports API for tests and the demo: checks signatures, answers methods, sends reports.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendReport } from './downloads.js';
import { type Fault, Faults } from './faults.js';
import { answerTo } from './methods.js';
import { idOf, type OfferedReport } from './reports.js';
import { type Reply, send } from './send.js';

export interface DoubleOptions {
  readonly reports?: readonly OfferedReport[];
  readonly key?: string;
  readonly secret?: string;
  readonly port?: number;
  readonly now?: () => Date;
  /** Whether downloads have ETag and Last-Modified; it is not documented whether the real ones do. */
  readonly validators?: boolean;
  /** Whether downloads can be continued (RFC 9110, 14.2). */
  readonly ranges?: boolean;
  /** Whether ids change in every list. */
  readonly changingIds?: boolean;
}

/** The requests that the double received. */
export interface Asked {
  readonly what: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

const API = '/api2/';
const DOWNLOADS = '/dl/';

/** A running double. */
export class ReportsApiDouble {
  readonly asked: Asked[] = [];
  readonly key: string;
  readonly secret: string;
  reports: readonly OfferedReport[];
  /** Whether ids change in every list. */
  changingIds: boolean;
  private readonly options: DoubleOptions;
  private readonly faults = new Faults();
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private lists = 0;

  constructor(options: DoubleOptions = {}) {
    this.options = options;
    this.key = options.key ?? 'demo-key-0000-1111';
    this.secret = options.secret ?? 'demo-secret-2222-3333';
    this.reports = options.reports ?? [];
    this.changingIds = options.changingIds ?? false;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.options.port ?? 0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `${this.origin}${API}`;
  }

  get downloadUrl(): string {
    return `${this.origin}${DOWNLOADS}`;
  }

  /** Makes the next answers fail. */
  fail(...faults: readonly Fault[]): void {
    this.faults.add(faults);
  }

  /** Cancels the faults that have not occurred yet. */
  heal(): void {
    this.faults.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url.startsWith(DOWNLOADS)) this.download(url.slice(DOWNLOADS.length), request, response);
    else if (url.startsWith(API)) await this.method(url.slice(API.length), request, response);
    else send(response, json(404, { error: 'Not found' }));
  }

  private async method(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const reply = this.answer(method, request, Buffer.concat(chunks));
    send(response, reply, this.faults.next(method));
  }

  private answer(method: string, { method: verb, headers }: IncomingMessage, body: Buffer): Reply {
    // api_utils, call-api.py: a POST with one JSON object.
    if (verb !== 'POST') return json(405, { error: 'Method not allowed' });
    const request = parsed(body);
    if (!request) return json(400, { error: 'Invalid JSON' });
    const { apikey, ...rest } = request;
    this.asked.push({ what: method, request: rest, headers });
    // Other clients recognise a wrong key or signature by status 401.
    if (apikey !== this.key || !this.isSigned(headers.hmac2, body))
      return json(401, { error: 'Unauthorized' });
    if (method === 'reports/list') this.lists += 1;
    const { status, json: answer } = answerTo(method, rest, {
      reports: this.reports,
      key: this.key,
      now: this.now(),
      salt: this.salt(),
    });
    return json(status, answer);
  }

  /** api_utils, call-api.py: HMAC2 is the HMAC-SHA256 of the bytes of the body, in lower-case hex. */
  private isSigned(given: unknown, body: Buffer): boolean {
    const right = Buffer.from(createHmac('sha256', this.secret).update(body).digest('hex'));
    const told = Buffer.from(String(given ?? ''));
    return right.length === told.length && timingSafeEqual(right, told);
  }

  /** api_utils, report-manager.py: the address of downloads followed by the id, without authentication. */
  private download(id: string, request: IncomingMessage, response: ServerResponse): void {
    const verb = request.method ?? '';
    const report = this.reports.find((each) => idOf(each) === id || idOf(each, this.salt()) === id);
    const what = verb === 'HEAD' ? 'head' : 'download';
    this.asked.push({ what, request: { file: report?.file }, headers: request.headers });
    const { validators = true, ranges = true } = this.options;
    const reply = report
      ? sendReport(report, request, { validators, ranges, now: this.now() })
      : { status: 404, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>Not found</h1>') };
    send(response, reply, this.faults.next(what, report?.file), verb === 'HEAD');
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private salt(): string {
    return this.changingIds ? String(this.lists) : '';
  }
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}
