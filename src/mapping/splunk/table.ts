// The table of the mapping to Splunk: which columns of a report feed which field of the Common Information Model (CIM).

export interface FieldRow {
  /** The name in CIM. */
  readonly field: string;
  /** Columns of reports; the first one that has a value of the form counts. */
  readonly columns: readonly string[];
  readonly form: Form;
}

/** `host`: an address or a name; `address`: a single address; `port`: from 0 to 65535; `word`: text in lower case. */
export type Form = 'host' | 'address' | 'port' | 'word' | 'text';

/** Source and destination are those of the observed connection; a host that was scanned or is vulnerable is `dest`. */
export const FIELDS: readonly FieldRow[] = [
  { field: 'src', columns: ['src_ip', 'http_referer_ip', 'src_hostname'], form: 'host' },
  { field: 'src_ip', columns: ['src_ip', 'http_referer_ip'], form: 'address' },
  { field: 'src_port', columns: ['src_port', 'http_referer_port'], form: 'port' },
  { field: 'src_host', columns: ['src_hostname', 'http_referer_hostname'], form: 'text' },
  { field: 'dest', columns: ['dst_ip', 'ip', 'dst_hostname', 'hostname', 'host', 'http_host'], form: 'host' },
  { field: 'dest_ip', columns: ['dst_ip', 'ip'], form: 'address' },
  { field: 'dest_port', columns: ['dst_port', 'port'], form: 'port' },
  { field: 'dest_host', columns: ['dst_hostname', 'hostname', 'host'], form: 'text' },
  { field: 'transport', columns: ['protocol'], form: 'word' },
  { field: 'app', columns: ['application', 'service'], form: 'text' },
  { field: 'user', columns: ['username', 'account', 'email'], form: 'text' },
  { field: 'url', columns: ['url', 'http_url'], form: 'text' },
  { field: 'http_user_agent', columns: ['http_agent', 'user_agent'], form: 'text' },
  { field: 'file_hash', columns: ['sha256', 'sha1', 'md5'], form: 'text' },
  { field: 'ssl_version', columns: ['handshake'], form: 'text' },
  { field: 'ssl_subject_common_name', columns: ['subject_common_name'], form: 'text' },
  { field: 'ssl_issuer_common_name', columns: ['issuer_common_name'], form: 'text' },
  { field: 'ssl_serial', columns: ['cert_serial_number'], form: 'text' },
  { field: 'ssl_hash', columns: ['sha256_fingerprint', 'sha1_fingerprint'], form: 'text' },
  { field: 'ssl_signature_algorithm', columns: ['signature_algorithm'], form: 'text' },
  { field: 'signature', columns: ['infection', 'family', 'vulnerability_id'], form: 'text' },
];

const RESOLVER = { src_ip: 'ip', src_hostname: 'hostname', ip: 'dst_ip', hostname: 'dst_hostname' };

/**
 * Types that name the source of a connection as others name a scanned host: which of their columns stands in the place of
 * each column above.
 */
export const SOURCE_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  outdated_dnssec_key: RESOLVER,
  outdated_dnssec_key_v6: RESOLVER,
};

/** CIM's words for severities. */
export const SEVERITIES: Readonly<Record<string, string>> = {
  info: 'informational',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};
