// Makes messages of AMQP: their exchange, routing key and properties.
import { createHash } from 'node:crypto';
import type { Options } from 'amqplib';
import { filled } from '../../domain/template.js';
import type { Body } from '../body/body.js';
import { percentEscaped } from '../broker/template.js';

export interface AmqpMessage {
  readonly id: string;
  /** Empty = the exchange that leads to the queue which the routing key names. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly properties: Options.Publish & { readonly messageId: string };
}

/** Where messages go: a queue, or the templates of an exchange and a routing key. */
export type Way = { readonly queue: string } | { readonly exchange: string; readonly routingKey: string };

/** AMQP 0-9-1, section 4.2.5.3: short strings. */
const SHORT_BYTES = 255;

export function amqpMessage({ id, facts, json }: Body, way: Way): AmqpMessage {
  const place = (template: string) => filled(template, facts, escaped);
  return {
    id,
    exchange: 'queue' in way ? '' : place(way.exchange),
    routingKey: 'queue' in way ? way.queue : place(way.routingKey),
    content: Buffer.from(json),
    properties: {
      ...{ messageId: messageId(id), type: facts.kind, appId: 'sundial', headers: { ...facts } },
      ...{ contentType: 'application/json', persistent: true },
    },
  };
}

/** The name of a message that AMQP cannot hold; undefined = none. */
export function tooLongName({ exchange, routingKey }: AmqpMessage): string | undefined {
  return [exchange, routingKey].find((name) => Buffer.byteLength(name) > SHORT_BYTES);
}

/** Dots separate the words of a routing key; `*` and `#` are wildcards of bindings. */
const escaped = (value: string): string => percentEscaped(value, /[.*#\s\p{Cc}]/u);

/** The id, or a hash of an id that is too long. */
function messageId(id: string): string {
  return Buffer.byteLength(id) <= SHORT_BYTES ? id : createHash('sha256').update(id).digest('hex');
}
