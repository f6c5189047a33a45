// Splunk's HTTP Event Collector for tests. It refuses what Splunk refuses, with Splunk's codes, and acknowledges on request.
// Each behaviour names its page in Splunk Enterprise's manual "Getting Data In", or its endpoint in the "REST API Reference".
// These do not say which code a time that is no number has (15, as those report who tried), that a request by another method
// says 404 in its body, and `invalid-event-number`. A list of events, which Splunk is said to take, is refused here.
import { gunzipSync } from 'node:zlib';
import {
  type Answer,
  type Asked,
  type DoubleOptions,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';
import type { FieldValue } from '../../messages.js';
import type { HeldEvent } from '../../testing/output-contract.js';

export const TOKEN = '01234567-89ab-4cde-8f01-23456789abcd';

/** An event as Splunk indexes it. */
export interface Indexed {
  readonly time: number;
  readonly sourcetype: string;
  readonly source?: string;
  readonly host?: string;
  readonly index?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface SplunkDouble {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  /** Everything that was indexed, repeated events too. */
  readonly indexed: readonly Indexed[];
  /** Whether the token has indexer acknowledgement enabled. */
  acknowledges: boolean;
  /** The indexes that the token may use. */
  indexes: readonly string[];
  /** Whether a request is indexed when it is asked about. */
  isIndexed: (ack: number, questions: number) => boolean;
  /** Decides on a request to the collector before anything else. */
  answer: (asked: Asked) => Answer | undefined;
  /** Decides on an event; a code with which it is refused. */
  refuses: (event: Indexed) => number | undefined;
  /** The content_length above which requests are refused, after decompression. */
  maxBytes: number;
  held(): HeldEvent[];
  stop(): Promise<void>;
}

/** "Troubleshoot HTTP Event Collector", possible error codes. */
const TEXTS: Readonly<Record<number, readonly [status: number, text: string]>> = {
  0: [200, 'Success'],
  1: [403, 'Token disabled'],
  2: [401, 'Token is required'],
  3: [401, 'Invalid authorization'],
  4: [403, 'Invalid token'],
  5: [400, 'No data'],
  6: [400, 'Invalid data format'],
  7: [400, 'Incorrect index'],
  8: [500, 'Internal server error'],
  9: [503, 'Server is busy'],
  10: [400, 'Data channel is missing'],
  11: [400, 'Invalid data channel'],
  12: [400, 'Event field is required'],
  13: [400, 'Event field cannot be blank'],
  14: [400, 'ACK is disabled'],
  15: [400, 'Error in handling indexed fields'],
  17: [200, 'HEC is healthy'],
  18: [503, 'HEC is unhealthy, queues are full'],
  19: [503, 'HEC is unhealthy, ack service unavailable'],
  20: [503, 'HEC is unhealthy, queues are full, ack service unavailable'],
  21: [400, 'Invalid token'],
  22: [400, 'Token disabled'],
  23: [503, 'Server is shutting down'],
  26: [429, 'HEC queue is at capacity and cannot process any more requests'],
  27: [429, 'HEC ACK channel is at capacity and cannot process any more requests'],
  // Of Splunk Cloud alone.
  28: [400, 'Data channel is missing'],
};

/** The answer of a code. */
export function reply(code: number, more: object = {}): Answer {
  const [status, text] = TEXTS[code]!;
  return json({ text, code, ...more }, status);
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function startSplunk(options: DoubleOptions = {}): Promise<SplunkDouble> {
  const indexed: Indexed[] = [];
  /** Requests that were accepted and are not indexed yet, by channel and number. */
  const waiting = new Map<string, { events: readonly Indexed[]; questions: number }>();
  const numbers = new Map<string, number>();
  const handle = (asked: Asked): Answer => {
    const { pathname } = asked.url;
    // REST: services/collector/health, which needs no token.
    if (pathname === '/services/collector/health')
      return asked.method === 'GET' ? reply(17) : { status: 405 };
    // REST: services/collector/event and services/collector/ack; both are only posted to.
    if (!/^\/services\/collector\/(event|ack)$/.test(pathname))
      return { status: 404, body: '<html>Not Found</html>' };
    if (asked.method !== 'POST')
      return json({ text: 'The requested URL was not found on this server.', code: 404 }, 405);
    const refusal = authFault(asked);
    if (refusal !== undefined) return reply(refusal);
    const channel = String(
      asked.headers['x-splunk-request-channel'] ?? asked.url.searchParams.get('channel') ?? '',
    );
    // "About HTTP Event Collector Indexer Acknowledgment", channels: a GUID in the header or in the query.
    if (double.acknowledges && channel === '') return reply(10);
    if (channel !== '' && !GUID.test(channel)) return reply(11);
    return pathname.endsWith('/ack') ? acknowledge(asked, channel) : take(asked, channel);
  };
  const acknowledge = (asked: Asked, channel: string): Answer => {
    // REST: services/collector/ack; numbers of the channel alone count.
    if (!double.acknowledges) return reply(14);
    const acks = asked.headers['content-encoding'] === undefined && acksIn(asked.body);
    if (!acks) return reply(6);
    const states = acks.map((ack) => {
      const request = waiting.get(`${channel} ${ack}`);
      if (!request || !double.isIndexed(ack, ++request.questions)) return [ack, false];
      // "Indexer Acknowledgment", statuses: the collector forgets a state that it has told.
      waiting.delete(`${channel} ${ack}`);
      indexed.push(...request.events);
      return [ack, true];
    });
    return json({ acks: Object.fromEntries(states) as object });
  };
  const take = (asked: Asked, channel: string): Answer => {
    const bytes = asked.bytes;
    const text = (asked.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    // "Troubleshoot": code 5 for a request without data.
    if (text === '') return reply(5);
    // limits.conf, [http_input] max_content_length.
    if (Buffer.byteLength(text) > double.maxBytes)
      return {
        status: 413,
        body: `Content-Length of ${text.length} too large (maximum is ${double.maxBytes})`,
      };
    const events = eventsIn(text);
    if (typeof events === 'number') return reply(events);
    // "Troubleshoot": one wrong event refuses the request, and the answer says which it is.
    for (const [number, event] of events.entries()) {
      const code = faultOf(event, double) ?? double.refuses(event);
      if (code !== undefined) return reply(code, { 'invalid-event-number': number });
    }
    if (!double.acknowledges) {
      indexed.push(...events);
      return reply(0);
    }
    // "Indexer Acknowledgment": the numbers of each channel begin at 0.
    const ackId = numbers.get(channel) ?? 0;
    numbers.set(channel, ackId + 1);
    waiting.set(`${channel} ${ackId}`, { events, questions: 0 });
    return reply(0, { ackId });
  };
  const server = await startDouble((asked) => double.answer(asked) ?? handle(asked), options);
  const double: SplunkDouble = {
    ...{ url: server.url, port: Number(new URL(server.url).port), asked: server.asked, indexed },
    ...{ acknowledges: true, indexes: ['main'], isIndexed: () => true, answer: () => undefined },
    ...{ refuses: () => undefined, maxBytes: 1_000_000, held: () => heldBy(indexed), stop: server.stop },
  };
  return double;
}

/** "Format events for HTTP Event Collector", authentication: `Splunk` and the token. */
function authFault({ headers }: Asked): number | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return 2;
  const token = /^Splunk (\S+)$/.exec(authorization)?.[1];
  if (token === undefined) return 3;
  return token === TOKEN ? undefined : 4;
}

/** REST: services/collector/ack takes `{"acks":[0,1]}`. */
function acksIn(body: string): readonly number[] | undefined {
  try {
    const { acks } = JSON.parse(body) as { acks?: unknown };
    return Array.isArray(acks) && acks.every((ack) => Number.isInteger(ack)) ? (acks as number[]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * "Format events for HTTP Event Collector": objects one after another, also without white space between them, and no list.
 * A number is the code of a refusal.
 */
function eventsIn(text: string): Indexed[] | number {
  const events: Indexed[] = [];
  let [depth, start, inText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (inText) {
      if (char === '\\') at++;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === '{' && depth++ === 0) start = at;
    else if (char === '}' && --depth === 0) {
      try {
        events.push(JSON.parse(text.slice(start, at + 1)) as Indexed);
      } catch {
        return 6;
      }
    } else if (depth === 0 && !/\s/.test(char)) return 6;
  }
  return depth === 0 && !inText ? events : 6;
}

/** "Format events for HTTP Event Collector", event metadata. */
const MEMBERS = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'fields', 'event']);

/** Codes 12, 13 and 7 of "Troubleshoot"; 15 for `fields` that are not flat ("Automate indexed field extractions"). */
function faultOf(event: Indexed, { indexes }: SplunkDouble): number | undefined {
  if (Object.keys(event).some((name) => !MEMBERS.has(name))) return 6;
  if (typeof event.time !== 'number') return 15;
  if (event.event === undefined) return 12;
  if (event.event === null || (event.event as unknown) === '') return 13;
  if (event.index !== undefined && !indexes.includes(event.index)) return 7;
  return Object.values(event.fields ?? {}).every((value) => typeof value === 'string') ? undefined : 15;
}

function heldBy(indexed: readonly Indexed[]): HeldEvent[] {
  const events = new Map<string, HeldEvent>();
  for (const { event } of indexed) {
    const {
      id,
      state,
      event: fields,
    } = event as { id: string; state: string; event: Record<string, FieldValue> };
    if (state === 'withdrawn') events.delete(id);
    else events.set(id, { id, fields });
  }
  return [...events.values()];
}
