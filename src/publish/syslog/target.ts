// The receiver of an output to syslog, from the options of its entry.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { SYSLOG_OPTIONS } from './declaration.js';

export type SyslogEntry = OutputEntry<EntryValues<typeof SYSLOG_OPTIONS>>;

export interface SyslogTarget {
  readonly transport: 'tcp' | 'tls' | 'udp';
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  /** Time limit of one batch. */
  readonly seconds: number;
  /** The largest message. */
  readonly maxBytes: number;
  /** The text for messages. */
  readonly what: string;
}

/** What receivers should take: RFC 5425, section 4.3.1, and RFC 5426, section 3.2. */
const USUAL_BYTES = { tcp: 8_192, tls: 8_192, udp: 2_048 } as const;
/** A datagram of IPv4 has 65,535 bytes with the headers of IP and UDP. */
const DATAGRAM_BYTES = 65_507;

export function syslogTarget(
  { name, values }: SyslogEntry,
  transport: SyslogTarget['transport'],
): SyslogTarget {
  const { host, ca_file, timeout, max_bytes } = values;
  const port = values.port || (transport === 'tls' ? 6514 : 514);
  const bytes = max_bytes || USUAL_BYTES[transport];
  return {
    ...{ transport, host, port, caFile: ca_file, seconds: timeout },
    maxBytes: transport === 'udp' ? Math.min(bytes, DATAGRAM_BYTES) : bytes,
    what: `output ${name} (syslog at ${host}:${port}, ${transport})`,
  };
}
