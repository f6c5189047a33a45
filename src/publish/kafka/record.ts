// Makes records of Kafka from messages: their topic, key, headers and value.
import { SundialError } from '../../domain/errors.js';
import { filled, listed, placeProblem } from '../../domain/template.js';
import { type Body, MESSAGE_PLACES } from '../body/body.js';
import { checkTemplate } from '../broker/template.js';
import type { KafkaRecord } from './link.js';
import type { KafkaEntry } from './target.js';

const KEY_PLACES = ['key', ...MESSAGE_PLACES] as const;

type Options = Pick<KafkaEntry['values'], 'topic' | 'key' | 'tombstones'>;

/** @throws SundialError `output-setting` for templates that cannot be filled */
export function checkRecords(output: string, { topic, key, tombstones }: Options): void {
  const refuse = (name: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output, key: name, problem, expected });
  checkTemplate(output, 'topic', topic);
  const fixed = topic.replaceAll(/\{\w+\}/g, '');
  if (topic === '') throw refuse('topic', 'is empty', 'the name of a topic');
  if (inTopic(fixed) !== fixed)
    throw refuse('topic', 'has a character that no topic can have', 'letters, digits, dots, _ and -');
  const problem = key === '' ? 'is empty' : placeProblem(key, KEY_PLACES);
  if (problem) throw refuse('key', problem, `a text, which may have the places ${listed(KEY_PLACES)}`);
  if (tombstones && !key.includes('{key}'))
    throw refuse('key', 'lacks {key}, so a tombstone would delete other events', 'a key with {key}');
}

export function recordOf(body: Body, { topic, key, tombstones }: Options): KafkaRecord {
  const { id, facts, json } = body;
  const isTombstone = tombstones && facts.kind === 'event' && facts.state === 'withdrawn';
  return {
    topic: filled(topic, facts, inTopic),
    key: filled(key, { ...facts, key: body.key }, (value) => value),
    value: isTombstone ? undefined : json,
    headers: { id, kind: facts.kind, state: facts.state },
  };
}

/** Topics have letters, digits, dots, underscores and hyphens only. */
const inTopic = (value: string) => value.replaceAll(/[^A-Za-z0-9._-]/g, '_');
