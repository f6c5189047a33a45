// The report columns that the store keeps in columns of their own although no field is derived from them, as data.

/**
 * How a cell is stored. Only a cell whose text can be rebuilt exactly is stored here; any other text goes to the map.
 * `number`: 1 to 4294967295; `time`: `2026-01-15 10:00:00`; `http_time`: `Thu, 15 Jan 2026 10:00:00 GMT`; `hex`: bytes.
 * `word` and `text` keep any text; words have few distinct values.
 */
export type CarriedKind = 'word' | 'text' | 'number' | 'time' | 'http_time' | 'hex';

/** How the bytes of a `hex` column are written in reports: `AB:CD` (`colons`), `abcd` (`lower`), `ABCD` (`upper`). */
export type HexForm = 'colons' | 'lower' | 'upper';

export interface CarriedColumn {
  /** The report column that feeds it, in exactly this spelling, and the store's column. */
  readonly name: string;
  readonly kind: CarriedKind;
  /** Only of `hex` columns. */
  readonly form?: HexForm;
  /** The number of bytes of a `hex` column; omitted where it varies. */
  readonly bytes?: number;
}

const of =
  (kind: CarriedKind) =>
  (names: string): CarriedColumn[] =>
    names.split(' ').map((name) => ({ name, kind }));
const words = of('word');
const texts = of('text');
const times = of('time');
const numbers = of('number');
const hex = (name: string, form: HexForm, bytes?: number): CarriedColumn => ({
  name,
  kind: 'hex',
  form,
  ...(bytes !== undefined && { bytes }),
});

/**
 * Columns that four or more report types have, and those of fewer types that hold most of the bytes of a large day (`ssh`,
 * `portmapper`, `snmp`, `sip`, `ldap`). They hold 99 % of the bytes that the map held. The order is that of the table;
 * adding or removing a column needs a migration (docs/adr/0013-layout-of-events.md).
 */
export const CARRIED_COLUMNS: readonly CarriedColumn[] = [
  // Certificates and the connection on which they were seen.
  ...words('handshake cipher_suite cert_length key_algorithm signature_algorithm ssl_version'),
  ...words('cert_expired cert_valid self_signed validation_level browser_trusted browser_error'),
  ...words('freak_vulnerable freak_cipher_suite ssl_poodle sslv3_supported tlsv13_support tlsv13_cipher'),
  ...words('issuer_common_name issuer_organization_name issuer_organization_unit_name issuer_country'),
  ...words('issuer_state_or_province_name issuer_locality_name issuer_given_name issuer_surname'),
  ...words('issuer_business_category'),
  ...texts('issuer_street_address issuer_postal_code issuer_email_address issuer_serial_number'),
  ...words('subject_country subject_state_or_province_name subject_locality_name subject_given_name'),
  ...words('subject_surname subject_business_category subject_organization_unit_name'),
  ...texts('subject_common_name subject_organization_name subject_street_address subject_postal_code'),
  ...texts('subject_email_address subject_serial_number'),
  hex('cert_serial_number', 'upper'),
  hex('md5_fingerprint', 'colons', 16),
  hex('sha1_fingerprint', 'colons', 20),
  hex('sha256_fingerprint', 'colons', 32),
  hex('sha512_fingerprint', 'colons', 64),
  ...times('cert_issue_date cert_expiration_date'),
  hex('jarm', 'lower', 31),
  ...texts('raw_cert raw_cert_chain'),
  ...words('ssl_servername ssl_cipher client_ssl auth_ssl_response auth_tls_response'),
  // HTTP.
  ...words('http http_code http_reason content_type connection server server_type transfer_encoding'),
  ...words('http_connection http_response_type method'),
  ...numbers('content_length'),
  { name: 'http_date', kind: 'http_time' },
  ...texts('set_cookie www_authenticate proxy_authenticate via http_host http_url url'),
  hex('page_sha256fp', 'lower', 32),
  // Columns of many types about the service, the device and the incident.
  ...words('hostname_source public_source vendor category error error_code code hex_code system flags ok'),
  ...words('target_vendor target_product target_class vulnerability_class vulnerability_enum'),
  ...words('vulnerability_severity vulnerability_version vulnerability_score'),
  ...words(
    'threat_framework threat_tactic_id threat_technique_id machine_name server_name product dns_version',
  ),
  ...numbers('response_size message_length uptime'),
  ...texts('amplification min_amplification event_id vulnerability_id response raw_response detail account'),
  ...texts('mac_address duration'),
  // IKE, BGP and TCP services.
  ...words('domain_of_interpretation exchange_type next_payload next_payload2 notify_message_type spi_size'),
  ...words('message_type message_type_int message2_type message2_type_int message_id protocol_id'),
  ...words('major_error_code major_error_code_int minor_error_code minor_error_code_int'),
  ...words('bgp_version hold_time sender_asn'),
  ...texts('bgp_identifier initiator_spi responder_spi'),
  // SSH.
  ...texts('server_host_key server_signature_raw serverid_raw ed25519_cert_public_key_raw'),
  ...texts('ed25519_cert_public_key_sig_raw ed25519_cert_public_key_sigkey_raw'),
  ...words('serverid_version'),
  hex('hassh', 'lower', 16),
  hex('server_host_key_sha256', 'lower', 32),
  hex('ed25519_cert_public_key_sha256', 'lower', 32),
  hex('ed25519_cert_public_key_sigkey_sha256', 'lower', 32),
  ...times('ed25519_cert_public_key_valid_after ed25519_cert_public_key_valid_before build_date'),
  // Portmapper, SNMP, SIP and LDAP.
  ...texts('programs sysdesc'),
  ...words('sip_reason supported_control naming_contexts'),
];

const BY_NAME: ReadonlyMap<string, CarriedColumn> = new Map(
  CARRIED_COLUMNS.map((column) => [column.name, column]),
);

/** The column that stores the cells of a report's column; undefined if there is none. */
export function carriedColumn(name: string): CarriedColumn | undefined {
  return BY_NAME.get(name);
}
