// A collection of a TAXII 2.1 server as the place of reports: objects are added in envelopes, and their status is asked for
// until the server has processed all of them (TAXII 2.1, sections 5.5 and 4.3).
import { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Secret } from '../../domain/secret.js';
import {
  basicCredentials,
  type HttpClient,
  type HttpRequest,
  type Pace,
  shownWords,
  target,
} from '../../net/index.js';
import type { OutputView } from '../output.js';
import type { LeftOut, PushedReport, Target } from './target.js';

/** TAXII 2.1, section 1.6.8.1. */
const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const STATUS = z.object({
  id: z.string(),
  status: z.string(),
  failures: z.array(z.object({ id: z.string(), message: z.string().optional() })).optional(),
});
type Status = z.infer<typeof STATUS>;

const COLLECTION = z.object({ title: z.string(), can_write: z.boolean().optional() });

export interface TaxiiParts {
  readonly http: HttpClient;
  /** The collection, with or without `objects/` at its end. */
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
  /** Sent if there is no user name. */
  readonly token: Secret;
  readonly what: string;
  readonly seconds: number;
  readonly pace: Pick<Pace, 'sleep'>;
}

export class TaxiiTarget implements Target {
  private readonly collection: URL;

  constructor(private readonly parts: TaxiiParts) {
    this.collection = new URL(parts.url.replace(/\/*(objects\/*)?$/, '/'));
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const { title, can_write: isWritable } = await this.ask(this.collection, {}, COLLECTION, signal);
    const [name, right] = [shownWords(title, []), isWritable === false ? 'not permitted' : 'permitted'];
    return {
      sentence: `writing to the collection "${name}" at ${this.collection.host} is ${right}`,
      facts: [
        ['collection', name],
        ['writing', right],
      ],
    };
  }

  async prepare(): Promise<void> {}

  async push(report: PushedReport, signal: AbortSignal): Promise<readonly LeftOut[]> {
    const leftOut: LeftOut[] = [];
    for await (const { json } of report.bundles) {
      const { objects } = JSON.parse(json) as { readonly objects: readonly unknown[] };
      const body = Buffer.from(JSON.stringify({ objects }));
      const request = { method: 'POST', body, headers: { 'content-type': MEDIA_TYPE } } as const;
      const status = await this.ask(new URL('objects/', this.collection), request, STATUS, signal);
      const { failures = [] } = await this.complete(status, signal);
      leftOut.push(
        ...failures.map(({ id, message = '' }) => ({ id, problem: shownWords(message, this.secrets) })),
      );
    }
    return leftOut;
  }

  async close(): Promise<void> {}

  private get secrets(): readonly Secret[] {
    const { token, password } = this.parts;
    return [token, password];
  }

  /** Waits until the server has processed the objects. @throws SundialError `opencti-taxii-pending` */
  private async complete(first: Status, signal: AbortSignal): Promise<Status> {
    const { what, pace } = this.parts;
    // The API root is above "collections".
    const url = new URL(`../../status/${encodeURIComponent(first.id)}/`, this.collection);
    let status = first;
    let waited = 0;
    for (let pause: number = LIMITS.taxiiPollMs; status.status !== 'complete'; ) {
      if (waited >= LIMITS.taxiiWaitMs)
        throw new SundialError('opencti-taxii-pending', { what, seconds: Math.round(waited / 1000) });
      await pace.sleep(pause, signal);
      waited += pause;
      pause = Math.min(pause * 2, LIMITS.taxiiPollMaxMs);
      status = await this.ask(url, {}, STATUS, signal);
    }
    return status;
  }

  private async ask<Answer>(
    url: URL,
    request: Pick<HttpRequest, 'method' | 'body' | 'headers'>,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { http, what, seconds } = this.parts;
    const ms = seconds * 1000;
    const response = await http.send({
      ...{ ...target(url), ...request, signal, idleMs: ms, totalMs: ms, maxBytes: LIMITS.taxiiAnswerBytes },
      headers: { accept: MEDIA_TYPE, 'user-agent': 'sundial', ...this.credentials, ...request.headers },
      ...{ about: { what }, secrets: this.secrets },
    });
    const { data, success } = schema.safeParse(await response.json());
    if (!success) throw new SundialError('net-malformed', { what, problem: 'it is no answer of TAXII 2.1' });
    return data;
  }

  private get credentials(): Readonly<Record<string, string>> {
    const { username, password, token } = this.parts;
    if (username !== '') return { authorization: basicCredentials(username, password.reveal()) };
    return token.reveal() === '' ? {} : { authorization: `Bearer ${token.reveal()}` };
  }
}
