// A receiver of webhooks for tests: checks every signature with the reference library, and keeps events by their id.
import { Webhook } from 'standardwebhooks';
import { type Answer, type Asked, startDouble } from '../../../net/testing/http-double.js';
import type { FieldValue } from '../../messages.js';
import type { HeldEvent } from '../../testing/output-contract.js';

export const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

export interface Message {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly event: Readonly<Record<string, FieldValue>>;
}

/** A request, read as its receiver reads it. */
export interface Received {
  readonly id: string;
  readonly type: string;
  readonly orderingKey: string;
  readonly data: readonly Message[];
  readonly asked: Asked;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** All requests, accepted or not, in their order. */
  readonly requests: readonly Received[];
  /** Decides on a request with a valid signature; undefined = accepted. */
  answer: (request: Received) => Answer | undefined;
  held(): HeldEvent[];
  stop(): Promise<void>;
}

export async function startReceiver(secret = SECRET): Promise<Receiver> {
  const events = new Map<string, HeldEvent>();
  const requests: Received[] = [];
  const server = await startDouble((asked) => {
    if (!isSigned(asked, secret)) return { status: 401 };
    const request = received(asked);
    requests.push(request);
    const refusal = receiver.answer(request);
    if (refusal) return refusal;
    for (const { kind, id, state, event } of request.data)
      if (kind === 'event' && state === 'withdrawn') events.delete(id);
      else if (kind === 'event') events.set(id, { id, fields: event });
    return { status: 204 };
  });
  const { url, stop } = server;
  const receiver: Receiver = {
    ...{ url: `${url}/hook`, port: Number(new URL(url).port), requests, stop },
    answer: () => undefined,
    held: () => [...events.values()],
  };
  return receiver;
}

const header = ({ headers }: Asked, name: string) => String(headers[name] ?? '');

/** Whether one of the signatures fits; the time is not compared, because tests have a clock of their own. */
export function isSigned(asked: Asked, secret: string): boolean {
  const time = new Date(Number(header(asked, 'webhook-timestamp')) * 1000);
  const signature = new Webhook(secret).sign(header(asked, 'webhook-id'), time, asked.body);
  return header(asked, 'webhook-signature').split(' ').includes(signature);
}

function received(asked: Asked): Received {
  const body = JSON.parse(asked.body) as { type: string; ordering_key: string; data: Message[] };
  const { type, ordering_key: orderingKey, data } = body;
  return { id: header(asked, 'webhook-id'), type, orderingKey, data, asked };
}
