// Makes messages of MQTT, and their topics.

import { filled } from '../../domain/template.js';
import type { Body } from '../body/body.js';
import { percentEscaped } from '../broker/template.js';
import type { MqttMessage } from './link.js';

/** MQTT 5, section 1.5.4: the length of a text has two bytes. */
const TOPIC_BYTES = 65_535;

export function mqttMessage({ id, facts, json }: Body, topic: string): MqttMessage {
  return { id, topic: filled(topic, facts, escaped), content: Buffer.from(json) };
}

export function isTooLong({ topic }: MqttMessage): boolean {
  return Buffer.byteLength(topic) > TOPIC_BYTES;
}

/** `/` separates levels; `+` and `#` are wildcards, which a published topic must not have; and so with controls. */
const escaped = (value: string): string => percentEscaped(value, /[/+#\p{Cc}\p{Cs}\p{Cn}]/u);
