// The server of an output to a broker, from the options of its entry.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { trusting } from '../../net/index.js';
import type { BROKER_OPTIONS } from './options.js';

export interface BrokerTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly tls: boolean;
  readonly caFile: string;
  /** Time limit of one call. */
  readonly seconds: number;
  readonly maxBytes: number;
  /** The text for messages. */
  readonly what: string;
}

type BrokerEntry = OutputEntry<EntryValues<typeof BROKER_OPTIONS> & { readonly port: number }>;

/** @param product the name of the broker for people, and its usual ports */
export function brokerTarget(
  { name, values }: BrokerEntry,
  product: { readonly name: string; readonly port: number; readonly tlsPort: number },
): BrokerTarget {
  const { host, username, password, tls, ca_file, timeout, max_bytes } = values;
  const port = values.port || (tls ? product.tlsPort : product.port);
  return {
    ...{ host, port, username, password, tls, caFile: ca_file, seconds: timeout, maxBytes: max_bytes },
    what: `output ${name} (${product.name} at ${host}:${port})`,
  };
}

/** The settings of TLS; undefined without. @throws SundialError `file-unreadable` */
export async function tlsOf({
  tls,
  caFile,
}: BrokerTarget): Promise<{ readonly ca?: string; readonly rejectUnauthorized: true } | undefined> {
  return tls ? { ...(await trusting(caFile)), rejectUnauthorized: true } : undefined;
}
