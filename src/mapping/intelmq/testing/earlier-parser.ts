// Why IntelMQ events differ from those that IntelMQ's parser made before its rules came from the publisher's map.

/** Fields of some report types that differ for one reason. */
interface KnownDifference {
  readonly reason: string;
  /** Omitted = all types. */
  readonly types?: readonly string[];
  readonly fields: readonly string[];
}

/** Names of reports that the publisher replaced by others. */
const RETIRED = ['darknet', 'hp_http_scan', 'sinkhole6_http', 'sinkhole_http_drone', 'test_smb'];

/** In the data format of IntelMQ 3.5; the events compared are of a revision before it. */
const KNOWN: readonly KnownDifference[] = [
  { reason: 'the earlier parser had no links to pages', fields: ['feed.documentation'] },
  {
    reason:
      'the earlier parser read sic as a number and left out 0; the map keeps a column without a rule as text',
    fields: ['extra.sic', 'extra.source.sic'],
  },
  {
    reason: 'the map has other names of feeds',
    types: [...RETIRED, 'event4_sinkhole_http_referer', 'scan6_telnet', 'scan_log4shell_vulnerable'],
    fields: ['feed.name'],
  },
  {
    reason: 'the map classifies the type otherwise',
    types: [
      ...[
        'event4_sinkhole_http_referer',
        'outdated_dnssec_key',
        'scan6_ssl_poodle',
        'scan_couchdb',
        'scan_exchange',
      ],
      ...['scan_log4shell_vulnerable', 'scan_ssl_freak'],
    ],
    fields: ['classification.taxonomy', 'classification.type', 'classification.identifier'],
  },
  {
    reason: 'the map has another protocol, or none',
    types: ['event4_sinkhole_http_referer', 'outdated_dnssec_key', 'scan_exchange'],
    fields: ['protocol.application'],
  },
  {
    reason: 'the catalogue, not the map, describes a retired name',
    types: RETIRED,
    fields: [
      ...['classification.taxonomy', 'classification.type', 'classification.identifier'],
      ...['protocol.application', 'protocol.transport'],
    ],
  },
  {
    reason:
      'a retired column that says nothing about the source may mean something else today, and stays as it is',
    types: RETIRED,
    fields: [
      ...['destination.fqdn', 'destination.url', 'malware.name', 'extra.dst_dns', 'extra.file.md5'],
      ...['extra.file.sha256', 'extra.file_md5', 'extra.file_sha256', 'extra.http_agent', 'extra.naics'],
      ...['extra.os.name', 'extra.os.version', 'extra.p0f_detail', 'extra.p0f_genre', 'extra.request_raw'],
      ...['extra.smb_revision', 'extra.tag', 'extra.type', 'extra.url', 'extra.user_agent'],
    ],
  },
  {
    reason: 'IntelMQ has fields for products since 3.5',
    types: ['device_id', 'event4_ddos_participant', 'scan_ics', 'scan_snmp', 'scan_vnc'],
    fields: [
      ...['product.vendor', 'product.name', 'product.version', 'extra.product'],
      ...['extra.device_vendor', 'extra.device_model', 'extra.device_version'],
    ],
  },
  {
    reason: 'IntelMQ has a field for vulnerabilities since 3.5',
    types: ['scan_exchange', 'scan_log4shell_vulnerable'],
    fields: ['product.vulnerabilities'],
  },
  {
    reason: 'the map has a field of IntelMQ for the column, which the earlier parser put below extra',
    types: ['outdated_dnssec_key', 'scan_log4shell_vulnerable', 'scan_xdmcp', 'special'],
    fields: [
      ...['status', 'extra.status', 'source.geolocation.cc', 'extra.geo'],
      ...['extra.source.naics', 'extra.naics', 'extra.source.sector', 'extra.sector'],
    ],
  },
  {
    reason: 'the map converts the column otherwise',
    types: [
      ...['scan6_ssl_poodle', 'scan_db2', 'scan_ldap_tcp', 'scan_rdp', 'scan_smb', 'scan_tftp', 'scan_xdmcp'],
      'test_smb',
    ],
    fields: [
      ...['extra.size', 'extra.cert_length', 'extra.ssl_version', 'extra.smb_implant'],
      ...['extra.bluekeep_vulnerable', 'extra.cve20190708_vulnerable'],
    ],
  },
  {
    reason: 'the map has other names below extra',
    types: ['event4_sinkhole_dns', 'scan_isakmp'],
    fields: [
      ...['extra.exchange_type', 'extra.isakmp_exchange_type', 'extra.spi_size', 'extra.isakmp_spi_size'],
      ...['extra.infection', 'extra.family'],
    ],
  },
  {
    reason: 'the map has the name of malware in another column, which the earlier samples lack',
    types: ['event4_sinkhole_http_referer', 'malware_url', 'special'],
    fields: ['malware.name', 'extra.family', 'extra.tag'],
  },
  {
    reason: 'the map takes the address of the referrer as the source',
    types: ['event4_sinkhole_http_referer'],
    fields: ['source.ip', 'extra.http_referer_ip'],
  },
  {
    reason: 'the map has no rule for host, and makes the URL of host and path',
    types: ['malware_url', 'sandbox_url'],
    fields: ['source.url', 'destination.url', 'destination.fqdn', 'extra.host'],
  },
];

/** The reason for which a field of a type differs from the earlier parser's; '' = there is none. */
export function reasonOfEarlier(type: string, field: string): string {
  const known = KNOWN.find(
    ({ types, fields }) => fields.includes(field) && (types === undefined || types.includes(type)),
  );
  return known?.reason ?? '';
}
