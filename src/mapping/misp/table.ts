// The table of the mapping to MISP: which object a row becomes, and which columns feed its attributes.

/** What a cell has to be; `address` also permits networks, `time` is written in ISO form. */
export type Form =
  | 'address'
  | 'port'
  | 'name'
  | 'url'
  | 'asn'
  | 'text'
  | 'time'
  | 'email'
  | 'md5'
  | 'sha1'
  | 'sha256';

export interface RelationRow {
  /** The relation in the object's template. */
  readonly relation: string;
  /** The type of the attribute in MISP. */
  readonly type: string;
  /** Columns of reports; the first one that has a value of the form counts. */
  readonly columns: readonly string[];
  readonly form: Form;
  /** Whether MISP may relate equal values; ports or countries would relate everything. */
  readonly correlates: boolean;
}

export interface Template {
  readonly name: string;
  readonly uuid: string;
  readonly version: string;
  readonly metaCategory: string;
  readonly description: string;
  /** Of each list, the row needs at least one relation. */
  readonly needs: readonly (readonly string[])[];
  readonly relations: readonly RelationRow[];
}

const row = (
  relation: string,
  type: string,
  columns: readonly string[],
  form: Form,
  correlates = false,
): RelationRow => ({ relation, type, columns, form, correlates });

/** Templates of misp-objects, in the order in which they are tried; the last one takes every row. */
export const TEMPLATES: readonly Template[] = [
  {
    ...{ name: 'network-connection', uuid: 'af16764b-f8e5-4603-9de1-de34d272f80b', version: '7' },
    ...{ metaCategory: 'network', description: 'A local or remote network connection.' },
    needs: [['ip-src'], ['ip-dst']],
    relations: [
      row('ip-src', 'ip-src', ['src_ip', 'http_referer_ip'], 'address', true),
      row('ip-dst', 'ip-dst', ['dst_ip'], 'address', true),
      row('src-port', 'port', ['src_port', 'http_referer_port'], 'port'),
      row('dst-port', 'port', ['dst_port'], 'port'),
      row('hostname-src', 'hostname', ['src_hostname', 'http_referer_hostname'], 'name', true),
      row('hostname-dst', 'hostname', ['dst_hostname', 'http_host'], 'name', true),
      row('layer4-protocol', 'text', ['protocol'], 'text'),
      row('layer7-protocol', 'text', ['application'], 'text'),
      row('first-packet-seen', 'datetime', ['timestamp'], 'time'),
    ],
  },
  {
    ...{ name: 'url', uuid: '60efb77b-40b5-4c46-871b-ed1ed999fce5', version: '10' },
    metaCategory: 'network',
    description:
      'url object describes an url along with its normalized field (like extracted using faup parsing library) and its metadata.',
    needs: [['url']],
    relations: [
      row('url', 'url', ['url', 'http_url', 'website'], 'url', true),
      row('ip', 'ip-dst', ['ip', 'src_ip', 'http_referer_ip'], 'address', true),
      row('host', 'hostname', ['host', 'http_host', 'hostname'], 'name', true),
      row('domain', 'domain', ['domain'], 'name', true),
      row('port', 'port', ['port'], 'port'),
      row('first-seen', 'datetime', ['timestamp'], 'time'),
    ],
  },
  {
    ...{ name: 'ip-port', uuid: '9f8cea74-16fe-4968-a2b4-026676949ac6', version: '10' },
    metaCategory: 'network',
    description:
      'An IP address (or domain or hostname) and a port seen as a tuple (or as a triple) in a specific time frame.',
    needs: [['ip-src', 'ip-dst', 'hostname', 'domain']],
    relations: [
      row('ip-src', 'ip-src', ['src_ip', 'http_referer_ip'], 'address', true),
      row('ip-dst', 'ip-dst', ['ip', 'dst_ip'], 'address', true),
      row('src-port', 'port', ['src_port', 'http_referer_port'], 'port'),
      row('dst-port', 'port', ['port', 'dst_port'], 'port'),
      row(
        'hostname',
        'hostname',
        ['hostname', 'src_hostname', 'http_referer_hostname', 'http_host', 'host'],
        'name',
        true,
      ),
      row('domain', 'domain', ['domain'], 'name', true),
      row('protocol', 'text', ['protocol'], 'text'),
      row('AS', 'AS', ['asn', 'src_asn', 'http_referer_asn'], 'asn'),
      row('country-code', 'text', ['geo', 'src_geo', 'http_referer_geo'], 'text'),
      row('first-seen', 'datetime', ['timestamp'], 'time'),
    ],
  },
  {
    ...{ name: 'domain-ip', uuid: '43b3b146-77eb-4931-b4cc-b66c60f28734', version: '11' },
    ...{ metaCategory: 'network' },
    description: 'A domain/hostname and IP address seen as a tuple in a specific time frame.',
    needs: [['domain', 'hostname']],
    relations: [
      row('domain', 'domain', ['request'], 'name', true),
      row('hostname', 'hostname', ['website'], 'name', true),
      row('first-seen', 'datetime', ['timestamp'], 'time'),
    ],
  },
  {
    ...{ name: 'annotation', uuid: '5d8dc046-15a1-4ca3-a09f-ed4ede7c4487', version: '3' },
    metaCategory: 'misc',
    description:
      'An annotation object allowing analysts to add annotations, comments, executive summary to a MISP event, objects or attributes.',
    needs: [],
    // Each report has the column `timestamp`; a row without a readable one has only its comment.
    relations: [row('creation-date', 'datetime', ['timestamp'], 'time')],
  },
];

export type AttributeRow = Omit<RelationRow, 'relation' | 'correlates'>;

/** Columns whose values are attributes of the event, unless a relation of the row's object has the value. */
export const EVENT_ROWS: readonly AttributeRow[] = [
  { type: 'ip-src', columns: ['src_ip'], form: 'address' },
  { type: 'ip-src', columns: ['network'], form: 'address' },
  { type: 'ip-dst', columns: ['dst_network'], form: 'address' },
  { type: 'domain', columns: ['domain', 'query'], form: 'name' },
  { type: 'url', columns: ['leak_site_url'], form: 'url' },
  { type: 'url', columns: ['payload_url'], form: 'url' },
  { type: 'url', columns: ['cc_url'], form: 'url' },
  { type: 'url', columns: ['http_referer'], form: 'url' },
  { type: 'target-email', columns: ['email'], form: 'email' },
  { type: 'email-src', columns: ['sender'], form: 'email' },
  { type: 'md5', columns: ['md5', 'file_md5', 'payload_md5', 'binary_md5'], form: 'md5' },
  { type: 'sha1', columns: ['sha1', 'binary_sha1'], form: 'sha1' },
  { type: 'sha256', columns: ['sha256', 'file_sha256', 'binary_sha256'], form: 'sha256' },
];

/** The categories of types of attributes; all others are "Network activity". */
export const CATEGORIES: Readonly<Record<string, string>> = {
  ...{ text: 'Other', datetime: 'Other', vulnerability: 'External analysis' },
  'target-email': 'Targeting data',
  'email-src': 'Payload delivery',
  ...{ md5: 'Payload delivery', sha1: 'Payload delivery', sha256: 'Payload delivery' },
};

/** MISP's levels of threat (1 = high, 4 = undefined) by the severity of the report type. */
export const THREAT_LEVELS: Readonly<Record<string, '1' | '2' | '3' | '4'>> = {
  critical: '1',
  high: '1',
  medium: '2',
  low: '3',
  info: '4',
};

/** The levels of the Traffic Light Protocol, with the colours of the tags in MISP's taxonomy. */
export const TLP_COLOURS: Readonly<Record<string, string>> = {
  clear: '#ffffff',
  green: '#339900',
  amber: '#FFC000',
  'amber+strict': '#FFC000',
  red: '#CC0033',
};

/** The levels of distribution in MISP, by the names that its pages show. */
export const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  organisation: '0',
  community: '1',
  connected: '2',
  all: '3',
  'sharing-group': '4',
};
