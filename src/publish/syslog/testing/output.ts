// An output to a test's receiver.
import { loadCatalogue } from '../../../catalogue/index.js';
import type { Clock } from '../../../domain/clock.js';
import type { EventMessage } from '../../messages.js';
import type { EventBatch, Output } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { SLICE } from '../../testing/events.js';
import { SYSLOG_OPTIONS } from '../declaration.js';
import { openSyslog } from '../open.js';
import type { SyslogEntry } from '../target.js';

const catalogue = loadCatalogue();

interface Given {
  readonly clock?: Clock;
  /** The folder of the output's own. */
  readonly folder?: string;
}

/** The output of an entry with these values; the others are the defaults. */
export function syslogTo(
  values: Partial<SyslogEntry['values']>,
  { clock = () => new Date('2026-01-16T06:00:00Z'), folder = '/nonexistent' }: Given = {},
): Promise<Output> {
  const defaults = Object.entries(SYSLOG_OPTIONS).map(([key, option]) => [key, option.default]);
  const entry = {
    ...{ name: 'siem', kind: 'syslog', label: 'siem', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: DEFAULT_KEYS },
    values: {
      ...Object.fromEntries(defaults),
      ...(values.transport !== 'file' && { host: '127.0.0.1' }),
      hostname: 'sender.example.com',
      ...values,
    },
  } as SyslogEntry;
  return openSyslog(entry, { catalogue, clock, folder });
}

export function batchOf(
  appeared: readonly EventMessage[],
  withdrawn: readonly EventMessage[] = [],
): EventBatch {
  return { carries: 'events', slice: SLICE, occasion: 'life-1', appeared, withdrawn };
}
