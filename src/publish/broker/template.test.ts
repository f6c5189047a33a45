// Checks that values stay in their places of keys and topics, and stay different from each other.
import { expect, it } from 'vitest';
import { amqpMessage } from '../amqp/message.js';
import type { Body } from '../body/body.js';
import { mqttMessage } from '../mqtt/message.js';
import { percentEscaped } from './template.js';

const body = (list: string): Body => ({
  ...{ id: 'x', key: 'x', json: '{}' },
  facts: {
    ...{ kind: 'event', state: 'appeared', type: 'scan_ntp', date: '2026-01-15' },
    ...{ list, country: 'AT', asn: '64496' },
  },
});

it.each([
  ['example-asn', 'a.example-asn.b'],
  ['example.com', 'a.example%2Ecom.b'],
  ['*.#', 'a.%2A%2E%23.b'],
  ['a b\0%', 'a.a%20b%00%25.b'],
  ['größe', 'a.größe.b'],
])('a routing key with the list %j', (list, expected) => {
  const way = { exchange: 'x', routingKey: 'a.{list}.b' };
  expect(amqpMessage(body(list), way).routingKey).toBe(expected);
});

it.each([
  ['example.com', 'a/example.com/b'],
  ['+/#', 'a/%2B%2F%23/b'],
  ['\0%\u{fffe}', 'a/%00%25%EF%BF%BE/b'],
])('a topic with the list %j', (list, expected) => {
  expect(mqttMessage(body(list), 'a/{list}/b').topic).toBe(expected);
});

it('different values stay different', () => {
  const values = ['a/b', 'a%2Fb', 'a%252Fb', 'a%b'];
  expect(new Set(values.map((value) => percentEscaped(value, /\//))).size).toBe(values.length);
});

it('an id that AMQP cannot hold becomes its hash', () => {
  const long = { ...body('x'), id: 'i'.repeat(256) };
  expect(amqpMessage(body('x'), { queue: 'q' }).properties.messageId).toBe('x');
  expect(amqpMessage(long, { queue: 'q' }).properties.messageId).toMatch(/^[0-9a-f]{64}$/);
});
