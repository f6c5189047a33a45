// The table of fields: IntelMQ's data format, with the values that each field accepts.
import type { Value } from './conversions.js';
import { addressText, fqdnText, networkText, urlText } from './names.js';
import { utcTime } from './time.js';

/** The value as the field holds it; undefined if it accepts no such value. */
type Accept = (value: Value) => Value | undefined;

const words = (value: Value): string | undefined =>
  typeof value === 'boolean' ? undefined : String(value).trim() || undefined;
const lower: Accept = (value) => words(value)?.toLowerCase();
const oneOf =
  (allowed: readonly string[]): Accept =>
  (value) => {
    const word = words(value)?.toLowerCase();
    return word !== undefined && allowed.includes(word) ? word : undefined;
  };
/** Printable ASCII of a limited length. */
const plain =
  (most: number, change: Accept = words): Accept =>
  (value) => {
    const text = change(value);
    return typeof text === 'string' && text.length <= most && /^[ -~]+$/.test(text) ? text : undefined;
  };
const parsed =
  (read: (text: string) => string | undefined): Accept =>
  (value) =>
    typeof value === 'string' ? read(value) : undefined;
const whole: Accept = (value) => (typeof value === 'bigint' || Number.isInteger(value) ? value : undefined);
const asn: Accept = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 4_294_967_295
    ? value
    : undefined;
/** IntelMQ counts the characters of a port. */
const port: Accept = (value) => (String(value).length <= 5 ? whole(value) : undefined);
const country: Accept = (value) => {
  const code = words(value)?.toUpperCase();
  return code !== undefined && /^[A-Z0-9]{2}$/.test(code) ? code : undefined;
};
const accuracy: Accept = (value) => {
  const percent = Number(words(value) ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? percent : undefined;
};
const tlp: Accept = (value) => {
  const mark = words(value)
    ?.toUpperCase()
    .replace(/^TLP:?\s*/, '');
  return mark !== undefined && ['WHITE', 'GREEN', 'AMBER', 'RED'].includes(mark) ? mark : undefined;
};

const TRANSPORTS =
  /^(?:ip|icmp|igmp|ggp|ipencap|st2|tcp|cbt|egp|igp|pup|argus|emcon|xnet|chaos|udp|mux|dcn|hmp|prm|rdp|irtp|netblt|sep|3pc|idpr|xtp|ddp|il|ipv6|sdrp|ipv6-route|ipv6-frag|idrp|rsvp|gre|esp|ah|skip|ipv6-icmp|ipv6-nonxt|ipv6-opts|rvd|vmtp|ttp|eigrp|ospf|larp|mtp|ipip|etherip|encap|pim|ipcomp|vrrp|pgm|l2tp|st|sctp|fc|divert|isis|fire|sm|smp|ptp)$/;
const transport: Accept = (value) => {
  const name = lower(value);
  return typeof name === 'string' && TRANSPORTS.test(name) ? name : undefined;
};

const TAXONOMIES = [
  ...['abusive-content', 'availability', 'fraud', 'information-content-security', 'information-gathering'],
  ...['intrusion-attempts', 'intrusions', 'malicious-code', 'other', 'test', 'vulnerable'],
];
const CLASSIFICATIONS = [
  ...[
    'application-compromise',
    'blacklist',
    'brute-force',
    'burglary',
    'c2-server',
    'copyright',
    'data-leak',
  ],
  ...['data-loss', 'ddos', 'ddos-amplifier', 'dga-domain', 'dos', 'exploit', 'harmful-speech', 'ids-alert'],
  ...[
    'infected-system',
    'information-disclosure',
    'malware',
    'malware-configuration',
    'malware-distribution',
  ],
  ...['masquerade', 'misconfiguration', 'other', 'outage', 'phishing', 'potentially-unwanted-accessible'],
  ...[
    'privileged-account-compromise',
    'proxy',
    'sabotage',
    'scanner',
    'sniffing',
    'social-engineering',
    'spam',
  ],
  ...['system-compromise', 'test', 'tor', 'unauthorised-information-access'],
  ...['unauthorised-information-modification', 'unauthorized-use-of-resources', 'undetermined'],
  ...['unprivileged-account-compromise', 'violence', 'vulnerable-system', 'weak-crypto'],
];
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'undefined'];

/** The fields of a host, once below `source` and once below `destination`. */
const HOST: Readonly<Record<string, Accept>> = {
  ...{ account: words, as_name: words, asn, fqdn: parsed(fqdnText), 'geolocation.cc': country },
  ...{ 'geolocation.city': words, 'geolocation.country': words, 'geolocation.region': words },
  ...{ ip: parsed(addressText), local_hostname: words, local_ip: parsed(addressText) },
  ...{ network: parsed(networkText), reverse_dns: parsed(fqdnText), url: parsed(urlText), urlpath: words },
};
const hostFields = (role: string) =>
  Object.entries(HOST).map(([name, accept]) => [`${role}.${name}`, accept] as const);

/**
 * The fields that the rules and the option `format_fields` may name, by the harmonization of IntelMQ 3.5.0
 * (`etc/harmonization.conf`, `lib/harmonization.py`).
 */
const FIELDS: ReadonlyMap<string, Accept> = new Map<string, Accept>([
  ['classification.identifier', words],
  ['classification.taxonomy', oneOf(TAXONOMIES)],
  ['classification.type', oneOf(CLASSIFICATIONS)],
  ['comment', words],
  ['constituency', words],
  ...hostFields('destination'),
  ['destination.port', whole],
  ['event_description.target', words],
  ['event_description.text', words],
  ['event_description.url', parsed(urlText)],
  ['feed.accuracy', accuracy],
  ['feed.code', plain(100)],
  ['feed.documentation', words],
  ['feed.name', words],
  ['feed.provider', words],
  ['feed.url', parsed(urlText)],
  ['malware.hash.md5', plain(200)],
  ['malware.hash.sha1', plain(200)],
  ['malware.hash.sha256', plain(200)],
  ['malware.name', plain(Number.POSITIVE_INFINITY, lower)],
  ['malware.version', plain(Number.POSITIVE_INFINITY)],
  // IntelMQ itself puts the names of products in lower case.
  ['product.full_name', words],
  ['product.name', words],
  ['product.vendor', words],
  ['product.version', words],
  ['product.vulnerabilities', words],
  ['protocol.application', plain(100, lower)],
  ['protocol.transport', transport],
  ['severity', oneOf(SEVERITIES)],
  ...hostFields('source'),
  ['source.port', port],
  ['status', words],
  ['time.source', parsed(utcTime)],
  ['tlp', tlp],
]);

export type DataFormat = '3.5' | '3.4';

/** What a field accepts; undefined if the data format has no such field. */
export function fieldOf(name: string, version: DataFormat): Accept | undefined {
  const isLater = name === 'severity' || name.startsWith('product.');
  return isLater && version === '3.4' ? undefined : FIELDS.get(name);
}
