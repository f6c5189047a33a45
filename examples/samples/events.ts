// Sample rows of reports about what hosts did, and of lists: sinkholes, honeypots, accounts, URLs, block lists.
import { place, stranger } from './hosts.js';
import type { MakeRow } from './scans.js';

export const sinkholeHttp: MakeRow = (host, draw) => {
  const infection = draw.pick(['avalanche-andromeda', 'mirai', 'm0yv', 'socks5systemz']);
  return {
    ...place(host, 'src_'),
    protocol: 'tcp',
    src_port: draw.between(1024, 65535),
    severity: 'critical',
    dst_ip: stranger(draw),
    dst_port: 80,
    dst_asn: 64510,
    dst_geo: 'NL',
    infection,
    family: infection.split('-')[0]!,
    tag: infection,
    http_url: `/gate.php?id=${draw.hex(8)}`,
    http_host: 'sinkhole.example.com',
    http_agent: draw.pick(['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)', 'curl/7.88', '-']),
    event_id: draw.hex(16),
  };
};

export const bruteForce: MakeRow = (host, draw) => ({
  ...place(host, 'src_'),
  protocol: 'tcp',
  src_port: draw.between(1024, 65535),
  severity: 'critical',
  dst_ip: stranger(draw),
  dst_port: 22,
  dst_asn: 64510,
  dst_geo: 'NL',
  public_source: 'example honeypots',
  infection: 'ssh-brute-force',
  application: 'ssh',
  service: 'ssh',
  client_version: 'SSH-2.0-Go',
  username: draw.pick(['root', 'admin', 'pi']),
  password: draw.pick(['123456', 'pass,word', 'he said "open"', 'raspberry']),
});

export const ddosTarget: MakeRow = (host, draw) => ({
  ...place(host, 'dst_'),
  protocol: 'udp',
  dst_port: draw.pick([53, 80, 443]),
  severity: 'info',
  src_ip: stranger(draw),
  src_asn: 64510,
  src_geo: 'NL',
  infection: 'ddos',
  family: 'mirai',
  application: 'mirai',
  attack: draw.pick(['atk10', 'udp-flood']),
  duration: draw.between(30, 300),
  dst_network: `${host.ip}/32`,
  dst_netmask: 32,
  domain: 'c2.example.net',
});

export const blocklist: MakeRow = (host, draw) => ({
  ...place(host),
  // This list also contains a whole network.
  ...(host.number === 0 && { ip: '198.51.100.64/26', hostname: '' }),
  severity: 'low',
  source: draw.pick(['Example Block List', 'Example Spam Traps']),
  reason: draw.pick(['spam', 'scanning, repeated', '']),
});

export const compromisedAccount: MakeRow = (host, draw) => {
  const name = `${draw.pick(['ada', 'grace', 'alan', 'edsger'])}.${draw.hex(4)}`;
  return {
    email: `${name}@${draw.pick(['example.org', 'example.com'])}`,
    username: name,
    severity: 'critical',
    infection: draw.pick(['stealer-a', 'stealer-b']),
    source_url: `https://login.example.org/session/${host.number}`,
    public_source: 'example leak',
    status: draw.pick(['active', 'unknown']),
    tag: 'stealer',
    service: draw.pick(['webmail', 'vpn']),
    detail: 'Found in a log, with "saved" passwords',
  };
};

export const malwareUrl: MakeRow = (host, draw) => {
  const file = `${draw.pick(['update', 'invoice', 'bins'])}-${draw.hex(4)}`;
  const hostname = host.hostname || 'files.example.com';
  return {
    ...place(host),
    hostname,
    url: `http://${hostname}/${file}.elf`,
    severity: 'critical',
    port: 80,
    tag: draw.pick(['mirai', 'mozi']),
    source: 'example sandbox',
    sha256: draw.hex(64),
    application: 'http',
  };
};

export const special: MakeRow = (host, draw) => ({
  ...place(host),
  port: 443,
  protocol: 'tcp',
  tag: 'cve-2025-53770;compromised',
  public_source: 'example partner',
  status: draw.pick(['compromised', 'likely compromised']),
  detail: 'A web shell answers at "/layouts/start.aspx", see the notice of this week',
  method: 'scan',
  severity: 'critical',
});
