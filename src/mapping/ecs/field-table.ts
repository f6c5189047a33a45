// The table of ECS: which field of the Elastic Common Schema holds the value of each column of reports.
import type { Form } from './forms.js';

/** The version of ECS of all fields; https://www.elastic.co/docs/reference/ecs. */
export const ECS_VERSION = '9.0.0';

/** One rule: the columns, the field, and how a cell becomes its value. A column may have several rules. */
export interface Rule {
  /** Names of columns, with spaces between. */
  readonly columns: string;
  /** A field of ECS, or one below `shadowserver`. */
  readonly field: string;
  readonly form: Form;
  /** The report types for which it holds; omitted = all. */
  readonly only?: RegExp;
}

const SINKHOLE = /^event[46]_(microsoft_)?sinkhole/;
const REFERER = /^event[46]_sinkhole_http_referer$/;
const COMPROMISED = /^compromised_/;
const SERVICE = /^(scan|population)6?_/;

/**
 * All rules. `source` is the system that the report is about, as in the publisher's own programs: the scanned service,
 * the infected client, the attacker. `destination` is the other side: the sinkhole, the honeypot, the victim.
 */
export const FIELD_TABLE: readonly Rule[] = [
  // The system that the report is about.
  { columns: 'ip src_ip', field: 'source.ip', form: 'ip' },
  { columns: 'ip src_ip', field: 'source.address', form: 'text' },
  { columns: 'ip src_ip', field: 'shadowserver.ip_range', form: 'range' },
  { columns: 'port src_port', field: 'source.port', form: 'port' },
  { columns: 'hostname src_hostname', field: 'source.domain', form: 'text' },
  { columns: 'asn src_asn', field: 'source.as.number', form: 'asn' },
  { columns: 'geo src_geo', field: 'source.geo.country_iso_code', form: 'country' },
  { columns: 'region src_region', field: 'source.geo.region_name', form: 'text' },
  { columns: 'city src_city', field: 'source.geo.city_name', form: 'text' },
  { columns: 'external_ip', field: 'source.nat.ip', form: 'ip' },

  // The site that refers to a sinkhole is what its reports are about.
  { columns: 'http_referer_ip', field: 'source.ip', form: 'ip', only: REFERER },
  { columns: 'http_referer_ip', field: 'source.address', form: 'text', only: REFERER },
  { columns: 'http_referer_ip', field: 'network.type', form: 'family', only: REFERER },
  { columns: 'http_referer_port', field: 'source.port', form: 'port', only: REFERER },
  { columns: 'http_referer_hostname', field: 'source.domain', form: 'text', only: REFERER },
  { columns: 'http_referer_asn', field: 'source.as.number', form: 'asn', only: REFERER },
  { columns: 'http_referer_geo', field: 'source.geo.country_iso_code', form: 'country', only: REFERER },
  { columns: 'http_referer_region', field: 'source.geo.region_name', form: 'text', only: REFERER },
  { columns: 'http_referer_city', field: 'source.geo.city_name', form: 'text', only: REFERER },

  // The other side of a connection.
  { columns: 'dst_ip', field: 'destination.ip', form: 'ip' },
  { columns: 'dst_ip', field: 'destination.address', form: 'text' },
  { columns: 'dst_ip', field: 'shadowserver.dst_ip_range', form: 'range' },
  { columns: 'dst_port', field: 'destination.port', form: 'port' },
  { columns: 'dst_hostname', field: 'destination.domain', form: 'text' },
  { columns: 'dst_asn', field: 'destination.as.number', form: 'asn' },
  { columns: 'dst_geo', field: 'destination.geo.country_iso_code', form: 'country' },
  { columns: 'dst_region', field: 'destination.geo.region_name', form: 'text' },
  { columns: 'dst_city', field: 'destination.geo.city_name', form: 'text' },

  // The connection.
  { columns: 'ip src_ip', field: 'network.type', form: 'family' },
  { columns: 'protocol', field: 'network.transport', form: 'lower' },
  { columns: 'application', field: 'network.protocol', form: 'lower' },
  { columns: 'forwarded_by', field: 'network.forwarded_ip', form: 'ip' },

  // The machine, as it describes itself.
  { columns: 'machine_name sysname dns_host_name db2_hostname', field: 'host.name', form: 'text' },
  { columns: 'reported_hostname mdns_name', field: 'host.name', form: 'text' },
  { columns: 'mac_address mac', field: 'host.mac', form: 'mac' },
  { columns: 'ipv4_address ipv6_address', field: 'host.ip', form: 'ips' },
  { columns: 'arch', field: 'host.architecture', form: 'text' },
  { columns: 'os', field: 'host.os.platform', form: 'text' },
  { columns: 'kernel_version', field: 'host.os.kernel', form: 'text' },
  { columns: 'device_vendor', field: 'device.manufacturer', form: 'text' },
  { columns: 'device_model', field: 'device.model.name', form: 'text' },
  { columns: 'device_serial', field: 'device.serial_number', form: 'text' },
  { columns: 'device_id', field: 'device.id', form: 'text' },
  { columns: 'version', field: 'service.version', form: 'text', only: SERVICE },

  // TLS.
  { columns: 'cipher_suite ssl_cipher', field: 'tls.cipher', form: 'text' },
  { columns: 'handshake ssl_version', field: 'tls.version', form: 'tls_version' },
  { columns: 'handshake ssl_version', field: 'tls.version_protocol', form: 'tls_protocol' },
  { columns: 'ssl_servername', field: 'tls.client.server_name', form: 'text' },
  { columns: 'md5_fingerprint', field: 'tls.server.hash.md5', form: 'fingerprint' },
  { columns: 'sha1_fingerprint', field: 'tls.server.hash.sha1', form: 'fingerprint' },
  { columns: 'sha256_fingerprint', field: 'tls.server.hash.sha256', form: 'fingerprint' },
  { columns: 'raw_cert', field: 'tls.server.certificate', form: 'text' },
  { columns: 'raw_cert_chain', field: 'tls.server.certificate_chain', form: 'texts' },
  { columns: 'cert_serial_number', field: 'tls.server.x509.serial_number', form: 'serial' },
  { columns: 'cert_issue_date', field: 'tls.server.x509.not_before', form: 'date' },
  { columns: 'cert_expiration_date', field: 'tls.server.x509.not_after', form: 'date' },
  { columns: 'signature_algorithm', field: 'tls.server.x509.signature_algorithm', form: 'text' },
  { columns: 'key_algorithm', field: 'tls.server.x509.public_key_algorithm', form: 'text' },
  { columns: 'cert_length', field: 'tls.server.x509.public_key_size', form: 'long' },
  { columns: 'subject_common_name', field: 'tls.server.x509.subject.common_name', form: 'texts' },
  { columns: 'subject_organization_name', field: 'tls.server.x509.subject.organization', form: 'texts' },
  {
    columns: 'subject_organization_unit_name',
    field: 'tls.server.x509.subject.organizational_unit',
    form: 'texts',
  },
  { columns: 'subject_country', field: 'tls.server.x509.subject.country', form: 'texts' },
  {
    columns: 'subject_state_or_province_name',
    field: 'tls.server.x509.subject.state_or_province',
    form: 'texts',
  },
  { columns: 'subject_locality_name', field: 'tls.server.x509.subject.locality', form: 'texts' },
  { columns: 'issuer_common_name', field: 'tls.server.x509.issuer.common_name', form: 'texts' },
  { columns: 'issuer_organization_name', field: 'tls.server.x509.issuer.organization', form: 'texts' },
  {
    columns: 'issuer_organization_unit_name',
    field: 'tls.server.x509.issuer.organizational_unit',
    form: 'texts',
  },
  { columns: 'issuer_country', field: 'tls.server.x509.issuer.country', form: 'texts' },
  {
    columns: 'issuer_state_or_province_name',
    field: 'tls.server.x509.issuer.state_or_province',
    form: 'texts',
  },
  { columns: 'issuer_locality_name', field: 'tls.server.x509.issuer.locality', form: 'texts' },

  // HTTP, URLs and names.
  { columns: 'http', field: 'http.version', form: 'http_version' },
  { columns: 'http_code', field: 'http.response.status_code', form: 'long' },
  { columns: 'content_length', field: 'http.response.body.bytes', form: 'size' },
  { columns: 'http_method http_request_method', field: 'http.request.method', form: 'text' },
  { columns: 'http_url url', field: 'http.request.method', form: 'request_method' },
  { columns: 'http_url url', field: 'http.version', form: 'request_version' },
  { columns: 'http_referer', field: 'http.request.referrer', form: 'text' },
  { columns: 'http_agent user_agent', field: 'user_agent.original', form: 'text' },
  { columns: 'http_url url', field: 'url.original', form: 'request_target' },
  { columns: 'http_url url', field: 'url.full', form: 'url_full' },
  { columns: 'url_scheme', field: 'url.scheme', form: 'lower' },
  { columns: 'http_url url', field: 'url.scheme', form: 'url_scheme' },
  { columns: 'http_host', field: 'url.domain', form: 'host' },
  { columns: 'http_url url', field: 'url.domain', form: 'url_domain' },
  { columns: 'http_url url', field: 'url.port', form: 'url_port' },
  { columns: 'http_path', field: 'url.path', form: 'text' },
  { columns: 'http_url url', field: 'url.path', form: 'url_path' },
  { columns: 'http_url url', field: 'url.query', form: 'url_query' },
  { columns: 'query', field: 'dns.question.name', form: 'text', only: /^event4_sinkhole_dns$/ },
  { columns: 'query_type', field: 'dns.question.type', form: 'text', only: /^event4_sinkhole_dns$/ },
  { columns: 'request', field: 'dns.question.name', form: 'text', only: /^sandbox_dns$/ },
  { columns: 'request_type', field: 'dns.question.type', form: 'text', only: /^sandbox_dns$/ },

  // People, organisations and mail.
  { columns: 'username account', field: 'user.name', form: 'text' },
  { columns: 'email', field: 'user.email', form: 'text' },
  { columns: 'entity_name', field: 'organization.name', form: 'text' },
  { columns: 'sender', field: 'email.from.address', form: 'texts', only: /^spam_url$/ },
  { columns: 'subject', field: 'email.subject', form: 'text', only: /^spam_url$/ },

  // Files.
  { columns: 'md5 file_md5 payload_md5 binary_md5', field: 'file.hash.md5', form: 'hash' },
  { columns: 'sha1 binary_sha1', field: 'file.hash.sha1', form: 'hash' },
  { columns: 'sha256 file_sha256 binary_sha256', field: 'file.hash.sha256', form: 'hash' },
  { columns: 'binary_sha512', field: 'file.hash.sha512', form: 'hash' },

  // Vulnerabilities, techniques and malware.
  { columns: 'vulnerability_id', field: 'vulnerability.id', form: 'text' },
  { columns: 'vulnerability_enum', field: 'vulnerability.enumeration', form: 'text' },
  { columns: 'vulnerability_class', field: 'vulnerability.classification', form: 'text' },
  { columns: 'vulnerability_score', field: 'vulnerability.score.base', form: 'float' },
  { columns: 'vulnerability_version', field: 'vulnerability.score.version', form: 'text' },
  { columns: 'vulnerability_severity', field: 'vulnerability.severity', form: 'text' },
  { columns: 'threat_framework', field: 'threat.framework', form: 'text' },
  { columns: 'threat_tactic_id', field: 'threat.tactic.id', form: 'words' },
  { columns: 'threat_technique_id', field: 'threat.technique.id', form: 'techniques' },
  { columns: 'threat_technique_id', field: 'threat.technique.subtechnique.id', form: 'subtechniques' },
  { columns: 'infection', field: 'threat.software.name', form: 'text', only: SINKHOLE },
  { columns: 'family', field: 'threat.software.name', form: 'text', only: COMPROMISED },
  { columns: 'ransomware', field: 'threat.group.name', form: 'text', only: /^ransomware_victim$/ },
  { columns: 'source', field: 'threat.feed.name', form: 'text', only: /^blocklist$/ },
  { columns: 'infection family', field: 'shadowserver.*', form: 'text' },

  // The event.
  { columns: 'timestamp', field: '@timestamp', form: 'date' },
  { columns: 'tag', field: 'tags', form: 'words' },
  { columns: 'severity', field: 'shadowserver.severity', form: 'lower' },
  { columns: 'reason', field: 'event.reason', form: 'text', only: /^blocklist$/ },
  { columns: 'start_time', field: 'event.start', form: 'date' },
  { columns: 'end_time', field: 'event.end', form: 'date' },

  // Columns without a field of ECS whose values have a type of their own.
  { columns: 'network dst_network', field: 'shadowserver.*', form: 'range' },
  { columns: 'http_referer_ip attack_src_ip', field: 'shadowserver.*', form: 'ip' },
  {
    columns: 'amplification min_amplification duration avg_pps max_pps',
    field: 'shadowserver.*',
    form: 'float',
  },
  { columns: 'response_size count bytes bytes_in bytes_out', field: 'shadowserver.*', form: 'long' },
  {
    columns: 'number_of_connections packet_length message_length',
    field: 'shadowserver.*',
    form: 'long',
  },
  {
    columns: 'detected_since first_seen_time last_seen_time date_published',
    field: 'shadowserver.*',
    form: 'date',
  },
];

/** The field of a rule for one of its columns: `shadowserver.*` stands for the column's own place. */
export function fieldOf({ field }: Pick<Rule, 'field'>, column: string): string {
  return field === 'shadowserver.*' ? ownField(column) : field;
}

/** The place of a column for which ECS has no field. */
export const ownField = (column: string): string => `shadowserver.${column}`;

/** The rules by column. */
export const RULES: ReadonlyMap<string, readonly Rule[]> = rulesByColumn();

function rulesByColumn(): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>();
  for (const rule of FIELD_TABLE)
    for (const column of rule.columns.split(' ')) rules.set(column, [...(rules.get(column) ?? []), rule]);
  return rules;
}
