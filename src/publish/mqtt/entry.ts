// The entry of an output to an MQTT broker.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { MQTT_OPTIONS } from './declaration.js';

export type MqttEntry = OutputEntry<EntryValues<typeof MQTT_OPTIONS>>;
