// Checks addresses of servers in one URL: what they stand for, what takes precedence, and that no message shows them.
import { describe, expect, it } from 'vitest';
import { Secret } from '../domain/secret.js';
import { AMQP_OPTIONS } from './amqp/declaration.js';
import { BROKER_OPTIONS } from './broker/options.js';
import { desk } from './broker/testing/configured.js';
import { withUrl } from './broker/url.js';
import { readServerUrl } from './server-url.js';
import { DEFAULT_KEYS } from './short-form.js';

const FORM = { schemes: ['amqp', 'amqps'], example: 'amqp://mq.example.com', accepts: () => true };
const PASSWORD = 'correct-horse';

describe('a URL', () => {
  it.each([
    ['amqp://mq.example.com', { host: 'mq.example.com', port: 0, username: '', password: '', path: '' }],
    [
      `amqps://ada%40zoo:${PASSWORD}%2F@[2001:db8::1]:5673/a%2Fb`,
      { host: '2001:db8::1', port: 5673, username: 'ada@zoo', password: `${PASSWORD}/`, path: 'a/b' },
    ],
  ])('has parts: %s', (text, parts) => {
    expect(readServerUrl('desk', new Secret(text), FORM)).toMatchObject(parts);
  });

  it.each([
    [`http://ada:${PASSWORD}@mq.example.com`, 'is not such an address. Expected amqp:// or amqps://...'],
    [`amqp://ada:${PASSWORD}%@mq.example.com`, 'is not such an address'],
    [`ada:${PASSWORD}@mq.example.com`, 'is not such an address'],
    [`amqp://ada:${PASSWORD}@mq.example.com/v?heartbeat=${PASSWORD}`, 'has the option heartbeat'],
  ])('is refused without being shown: %s', (text, problem) => {
    const read = () => readServerUrl('desk', new Secret(text), FORM);
    expect(read).toThrow(`outputs.desk.url ${problem}`);
    expect(read).not.toThrow(PASSWORD);
  });
});

describe('the URL of a broker', () => {
  const entry = (values: object) => ({
    ...{ name: 'desk', kind: 'amqp', label: 'desk', isShortForm: false, shown: {}, unset: {}, variables: [] },
    keys: DEFAULT_KEYS,
    values: {
      ...{ url: new Secret(''), host: BROKER_OPTIONS.host.default, port: 0, username: '', tls: false },
      ...{ password: new Secret(''), vhost: String(AMQP_OPTIONS.vhost.default), ...values },
    },
  });
  const urls = {
    ...{ scheme: 'amqp', tlsScheme: 'amqps', example: 'amqp://mq.example.com' },
    placeOf: (vhost: string) => ({ vhost }),
  };
  const url = new Secret(`amqps://ada:${PASSWORD}@mq.example.com:5673/security`);

  it('stands for the keys that are not set', () => {
    const { values } = withUrl(entry({ url }), urls);
    expect({ ...values, password: values.password.reveal() }).toMatchObject({
      ...{ host: 'mq.example.com', port: 5673, username: 'ada', password: PASSWORD },
      ...{ tls: true, vhost: 'security' },
    });
    expect(JSON.stringify(values)).not.toContain(PASSWORD);
  });

  it('gives way to keys that are set', () => {
    const own = { host: '192.0.2.1', port: 1, username: 'bob', password: new Secret('other') };
    const { values } = withUrl(entry({ url, ...own }), urls);
    expect(values).toMatchObject({ host: '192.0.2.1', port: 1, username: 'bob' });
    expect(values.password.reveal()).toBe('other');
  });

  it.each([
    ['redis', { url: `redis://:${PASSWORD}@redis.example.com/base` }],
    ['redis', { url: `redis:///${PASSWORD}` }],
    ['mqtt', { url: `mqtt://ada:${PASSWORD}@mqtt.example.com/topic` }],
    ['amqp', { url: `redis://ada:${PASSWORD}@rabbitmq.example.com`, queue: 'q' }],
  ])('has to fit the kind %s', async (kind, values) => {
    await expect(desk(kind, values)).rejects.toThrow('outputs.desk.url is not such an address');
    await expect(desk(kind, values)).rejects.not.toThrow(PASSWORD);
  });
});
