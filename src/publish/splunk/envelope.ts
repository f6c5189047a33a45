// Puts events and findings into the envelopes of Splunk's HTTP Event Collector.
import type { Catalogue } from '../../catalogue/index.js';
import { filled } from '../../domain/template.js';
import { splunkRecord } from '../../mapping/index.js';
import { bodiesOf } from '../body/body.js';
import type { Sized } from '../body/portions.js';
import type { EventMessage } from '../messages.js';
import type { Batch } from '../output.js';
import type { Metadata } from './target.js';

/** The envelopes of a batch, withdrawals first; `json` is one object, and requests join them without anything between. */
export function envelopesOf(batch: Batch, metadata: Metadata, catalogue: Catalogue): Sized[] {
  if (batch.carries === 'reports') throw new Error('splunk carries no reports');
  if (batch.carries === 'findings') {
    const bodies = bodiesOf(batch, { uri: '' });
    return batch.findings.map(({ id, at, day, state }, number) => ({
      id,
      json: envelope(metadata, {
        ...{ time: Date.parse(at), sourcetype: 'sundial:finding', event: bodies[number]!.json },
        fields: { sundial_id: id, sundial_state: state, report_date: day },
      }),
    }));
  }
  const event = (message: EventMessage, state: 'appeared' | 'withdrawn'): Sized => {
    const { id, type, date } = message;
    const { json, time } = splunkRecord(message, catalogue.describe(type), state);
    const sourcetype = filled(metadata.sourcetype, { type }, (value) => value);
    const fields = { sundial_id: id, sundial_state: state, report_date: date };
    return { id, json: envelope(metadata, { time, sourcetype, event: json, fields }) };
  };
  return [
    ...batch.withdrawn.map((message) => event(message, 'withdrawn')),
    ...batch.appeared.map((message) => event(message, 'appeared')),
  ];
}

interface Content {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly sourcetype: string;
  /** JSON. */
  readonly event: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Empty metadata is left out, so that the token's default counts. */
function envelope({ index, source, host, fields }: Metadata, content: Content): string {
  const { time, sourcetype, event } = content;
  const own = JSON.stringify({
    sourcetype,
    ...(host !== '' && { host }),
    ...(source !== '' && { source }),
    ...(index !== '' && { index }),
    fields: { ...fields, ...content.fields },
  });
  // Splunk refuses times in scientific notation, and takes seconds with decimals.
  return `{"time":${(time / 1000).toFixed(3)},${own.slice(1, -1)},"event":${event}}`;
}
