// Which columns of reports become which STIX objects, as data; the page of the reference is generated from these tables.

/** The host that a report is about, or the two ends of an event between hosts. */
export type Side = 'host' | 'source' | 'destination';

export type ObservableKind =
  | 'autonomous-system'
  | 'address'
  | 'domain-name'
  | 'mac-addr'
  | 'url'
  | 'site-url'
  | 'website';

export interface ObservableRule {
  readonly column: string;
  readonly kind: ObservableKind;
  readonly side: Side;
  /**
   * Whether OpenCTI's connector maps the column too. Only those observables make up the id of the observed data, so that
   * a platform which the connector filled has no second object for the same host.
   */
  readonly isConnectors: boolean;
}

const rule = (column: string, kind: ObservableKind, side: Side, isConnectors: boolean): ObservableRule => ({
  ...{ column, kind, side, isConnectors },
});

/** In the connector's order, on which the ids of observed data depend. */
export const OBSERVABLE_RULES: readonly ObservableRule[] = [
  rule('asn', 'autonomous-system', 'host', true),
  rule('ip', 'address', 'host', true),
  rule('hostname', 'domain-name', 'host', true),
  rule('mac_address', 'mac-addr', 'host', true),
  rule('url', 'site-url', 'host', false),
  rule('payload_url', 'url', 'host', false),
  rule('cc_url', 'url', 'host', false),
  rule('redirect_target', 'url', 'host', false),
  rule('source_url', 'url', 'host', false),
  rule('leak_site_url', 'url', 'host', false),
  rule('website', 'website', 'host', false),
  rule('http_referer_asn', 'autonomous-system', 'host', false),
  rule('http_referer_ip', 'address', 'host', false),
  rule('http_referer_hostname', 'domain-name', 'host', false),
  rule('http_referer', 'url', 'host', false),
  rule('src_asn', 'autonomous-system', 'source', true),
  rule('src_ip', 'address', 'source', true),
  rule('src_hostname', 'domain-name', 'source', false),
  rule('dst_asn', 'autonomous-system', 'destination', true),
  rule('dst_ip', 'address', 'destination', true),
  rule('dst_hostname', 'domain-name', 'destination', false),
];

/** The columns that complete a path in a column of the kind `site-url`. Of several hosts, the first that has a value counts. */
export const SITE_COLUMNS = { scheme: 'application', hosts: ['http_host', 'ip'], port: 'port' } as const;

/** The scheme of a site's URL by its port, where `application` does not say it. */
export const SITE_SCHEMES: Readonly<Record<number, string>> = { 80: 'http', 443: 'https' };

/** Columns whose names say that they have URLs, but that become no objects, and why. */
export const URL_COLUMNS_LEFT_OUT: Readonly<Record<string, string>> = {
  badsecret_location: 'the part of an answer that has the secret',
  http_url: 'the path of a request, mostly with its method',
  location: "where a device describes itself, by an address of the device's own network",
  printer_uris: "where a printer takes jobs, by an address of the printer's own network",
};

export interface TrafficRule {
  /** The columns of the two addresses; '' if the rule has none at that end. */
  readonly source: string;
  readonly destination: string;
  /** Columns of ports, of which the first that has a value counts. */
  readonly sourcePorts: readonly string[];
  readonly destinationPorts: readonly string[];
}

/** The first rule whose addresses the row has makes its network traffic. */
export const TRAFFIC_RULES: readonly TrafficRule[] = [
  {
    ...{ source: 'src_ip', destination: 'dst_ip' },
    ...{ sourcePorts: ['src_port'], destinationPorts: ['dst_port'] },
  },
  {
    ...{ source: 'ip', destination: 'dst_ip' },
    ...{ sourcePorts: ['src_port', 'port'], destinationPorts: ['dst_port'] },
  },
  {
    ...{ source: 'src_ip', destination: '' },
    ...{ sourcePorts: ['src_port'], destinationPorts: ['dst_port'] },
  },
  {
    ...{ source: '', destination: 'dst_ip' },
    ...{ sourcePorts: ['src_port'], destinationPorts: ['dst_port'] },
  },
  { source: '', destination: 'ip', sourcePorts: ['src_port'], destinationPorts: ['port', 'dst_port'] },
];

/** Columns with the protocols of network traffic, after `ipv4` or `ipv6`, from the lower to the higher layer. */
export const PROTOCOL_COLUMNS = ['protocol', 'application'] as const;

export type HashAlgorithm = 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-512';

/** The connector's order of a certificate's hashes. */
export const CERTIFICATE_HASHES: readonly (readonly [column: string, algorithm: HashAlgorithm])[] = [
  ['sha1_fingerprint', 'SHA-1'],
  ['sha256_fingerprint', 'SHA-256'],
  ['sha512_fingerprint', 'SHA-512'],
  ['md5_fingerprint', 'MD5'],
];

/** The id of a certificate follows from the first of its hashes in this order (STIX 2.1, section 2.9). */
export const IDENTIFYING_HASHES: readonly HashAlgorithm[] = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

export interface CertificateRule {
  readonly column: string;
  readonly property: string;
  readonly kind: 'text' | 'time' | 'yes or no';
}

export const CERTIFICATE_RULES: readonly CertificateRule[] = [
  { column: 'cert_serial_number', property: 'serial_number', kind: 'text' },
  { column: 'signature_algorithm', property: 'signature_algorithm', kind: 'text' },
  { column: 'key_algorithm', property: 'subject_public_key_algorithm', kind: 'text' },
  { column: 'self_signed', property: 'is_self_signed', kind: 'yes or no' },
  { column: 'cert_issue_date', property: 'validity_not_before', kind: 'time' },
  { column: 'cert_expiration_date', property: 'validity_not_after', kind: 'time' },
];

/** Columns of distinguished names and their attributes, in the order in which a name is written. */
export const CERTIFICATE_NAMES: Readonly<
  Record<'subject' | 'issuer', readonly (readonly [column: string, attribute: string])[]>
> = {
  subject: [
    ['subject_common_name', 'CN'],
    ['subject_organization_unit_name', 'OU'],
    ['subject_organization_name', 'O'],
    ['subject_locality_name', 'L'],
    ['subject_state_or_province_name', 'ST'],
    ['subject_country', 'C'],
  ],
  issuer: [
    ['issuer_common_name', 'CN'],
    ['issuer_organization_unit_name', 'OU'],
    ['issuer_organization_name', 'O'],
    ['issuer_locality_name', 'L'],
    ['issuer_state_or_province_name', 'ST'],
    ['issuer_country', 'C'],
  ],
};

/** Columns of words separated by `;` or `,`, which become labels; words that are CVE numbers also become vulnerabilities. */
export const LABEL_COLUMNS = ['tag'] as const;
/** Further columns whose CVE numbers become vulnerabilities. */
export const VULNERABILITY_COLUMNS = ['vulnerability_id'] as const;
/** The higher of these counts. */
export const SEVERITY_COLUMNS = ['severity', 'vendor_severity'] as const;
/** The time of the event, in UTC. */
export const TIME_COLUMN = 'timestamp';
