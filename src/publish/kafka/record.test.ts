// Checks how messages become records of Kafka, and which settings are refused.
import { describe, expect, it } from 'vitest';
import type { Body } from '../body/body.js';
import { BODY_OPTIONS } from '../body/options.js';
import { asKafkaError, contentProblem } from './failure.js';
import { checkRecords, recordOf } from './record.js';
import { type KafkaEntry, type KafkaTarget, kafkaTarget } from './target.js';

const BODY: Body = {
  ...{ id: 'scan_ntp-2026-01-15-ab', key: 'scan_ntp-2026-01-15-ab', json: '{}' },
  facts: {
    ...{ kind: 'event', state: 'withdrawn', type: 'scan_ntp', date: '2026-01-15', list: 'a b/ü' },
    ...{ country: 'AT', asn: '64496' },
  },
};
const OPTIONS = { topic: 'sundial-{kind}s', key: '{key}', tombstones: false };

describe('a record', () => {
  it('has a topic without characters that topics cannot have', () => {
    expect(recordOf(BODY, { ...OPTIONS, topic: '{list}.{type}' }).topic).toBe('a_b__.scan_ntp');
    expect(recordOf(BODY, OPTIONS)).toMatchObject({ topic: 'sundial-events', key: BODY.key, value: '{}' });
  });

  it('is a tombstone only for a withdrawn event', () => {
    const options = { ...OPTIONS, tombstones: true };
    expect(recordOf(BODY, options).value).toBeUndefined();
    for (const facts of [
      { ...BODY.facts, state: 'appeared' },
      { ...BODY.facts, kind: 'finding' },
    ])
      expect(recordOf({ ...BODY, facts }, options).value).toBe('{}');
  });
});

describe('an entry', () => {
  it.each([
    [{ topic: 'a b' }, 'topic has a character'],
    [{ topic: '{port}' }, 'topic names {port}'],
    [{ topic: '' }, 'topic is empty'],
    [{ key: '{ip}' }, 'key names {ip}'],
    [{ key: '' }, 'key is empty'],
    [{ key: '{type}', tombstones: true }, 'key lacks {key}'],
  ])('with %j is refused', (values, problem) => {
    expect(() => checkRecords('bus', { ...OPTIONS, ...values })).toThrow(`outputs.bus.${problem}`);
    expect(() => checkRecords('bus', OPTIONS)).not.toThrow();
  });

  const brokers = (list: readonly string[]) =>
    kafkaTarget({
      name: 'bus',
      values: { uri: BODY_OPTIONS.uri.default, brokers: list },
    } as unknown as KafkaEntry).brokers;

  it('names brokers by host and port', () => {
    expect(brokers(['kafka', 'a.example.com:9093', '[2001:db8::1]:1', '[2001:db8::1]'])).toEqual([
      { host: 'kafka', port: 9092 },
      { host: 'a.example.com', port: 9093 },
      { host: '2001:db8::1', port: 1 },
      { host: '2001:db8::1', port: 9092 },
    ]);
    for (const text of ['kafka://a', 'a:0', 'a:70000', '2001:db8::1', 'me:s3cret@a:1', ''])
      expect(() => brokers([text])).toThrow('outputs.bus.brokers has an entry that is no address');
  });
});

describe('a failure', () => {
  const target = { what: 'Kafka', seconds: 3, createTopics: false } as KafkaTarget;
  const answer = (apiId: string, canRetry = false) => ({
    code: 'PLT_KFK_PROTOCOL',
    apiId,
    canRetry,
    message: apiId,
  });
  const group = (...errors: unknown[]) => ({ code: 'PLT_KFK_MULTIPLE', message: 'several', errors });

  it.each([
    [group(group(answer('NOT_ENOUGH_REPLICAS', true))), 'broker-busy'],
    [group(answer('TOPIC_AUTHORIZATION_FAILED')), 'broker-refused'],
    [group({ ...group(), cause: { code: 'PLT_KFK_AUTHENTICATION', message: 'no' } }), 'broker-auth'],
    [group(answer('SASL_AUTHENTICATION_FAILED')), 'broker-auth'],
    [{ code: 'PLT_KFK_USER', message: 'Unknown topic a.' }, 'broker-refused'],
    [{ code: 'PLT_KFK_NETWORK', message: 'Request timed out' }, 'broker-timeout'],
    [group({ message: 'failed', cause: { code: 'ECONNREFUSED', message: 'refused' } }), 'broker-unreachable'],
    [
      group({ message: 'failed', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self' } }),
      'broker-tls',
    ],
  ])('%# has a code that says who can act', (thrown, code) => {
    expect(asKafkaError(thrown, target).code).toBe(code);
    expect(contentProblem(thrown)).toBeUndefined();
  });

  it('is about the content only if nothing else failed', () => {
    expect(contentProblem(group(answer('MESSAGE_TOO_LARGE')))).toBe('MESSAGE_TOO_LARGE');
    expect(contentProblem(group(answer('MESSAGE_TOO_LARGE'), answer('NOT_ENOUGH_REPLICAS')))).toBeUndefined();
    expect(contentProblem(undefined)).toBeUndefined();
  });
});
