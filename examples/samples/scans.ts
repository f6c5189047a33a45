// Sample rows of reports that come from scanning: services that answer every client.
import type { Row } from './csv.js';
import type { Draw } from './draw.js';
import { type Host, place } from './hosts.js';

export type MakeRow = (host: Host, draw: Draw) => Row;

function service(host: Host, port: number, protocol: string, tag: string, severity: string): Row {
  const source = host.hostname === '' ? '' : 'ptr';
  return { ...place(host), severity, port, protocol, tag, hostname_source: source };
}

function certificate(host: Host, draw: Draw): Row {
  const year = draw.between(2018, 2025);
  const issued = `${year}-0${draw.between(1, 9)}-1${draw.between(0, 9)} 08:00:00`;
  return {
    cert_length: draw.pick([2048, 2048, 3072, 4096]),
    subject_common_name: host.hostname || `device-${host.number}`,
    issuer_common_name: draw.pick(['Example Test CA 1', 'Example Test CA 2', host.hostname || 'localhost']),
    cert_issue_date: issued,
    cert_expiration_date: issued.replace(String(year), String(year + 2)),
    sha1_fingerprint: draw
      .hex(40)
      .replaceAll(/..(?=.)/g, '$&:')
      .toUpperCase(),
    cert_serial_number: draw.hex(18).toUpperCase(),
    ssl_version: 2,
    signature_algorithm: 'sha256WithRSAEncryption',
    key_algorithm: 'rsaEncryption',
    sha256_fingerprint: draw.hex(64),
    jarm: draw.hex(62),
  };
}

export const scanSsl: MakeRow = (host, draw) => ({
  ...service(host, draw.pick([443, 443, 443, 8443]), 'tcp', 'ssl', 'info'),
  ...certificate(host, draw),
  handshake: draw.pick(['TLSv1.0', 'TLSv1.2', 'TLSv1.2']),
  cipher_suite: draw.pick(['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']),
  ssl_poodle: draw.chance() < 0.1 ? 'Y' : 'N',
  subject_organization_name: draw.pick([
    'Example University',
    'Example Networks, Inc.',
    'Shop "Example" Ltd',
  ]),
  subject_country: host.geo,
  freak_vulnerable: 'N',
  http_response_type: 'HTTP/1.1',
  http_code: draw.pick([200, 200, 302, 401]),
  http_reason: 'OK',
  content_type: 'text/html; charset=UTF-8',
  // Answers of devices contain commas and quotes.
  www_authenticate: draw.chance() < 0.2 ? 'Digest realm="Office, 2nd floor", qop="auth"' : '',
  self_signed: draw.chance() < 0.4 ? 'Y' : 'N',
  cert_expired: draw.chance() < 0.3 ? 'Y' : 'N',
  browser_trusted: 'N',
});

const HOLES = [
  { tag: 'cve-2023-3519;gateway', severity: 'critical', server: 'Apache' },
  { tag: 'cve-2024-3400;vpn', severity: 'critical', server: '' },
  { tag: 'cve-2021-44228', severity: 'critical', server: 'Apache-Coyote/1.1' },
  { tag: 'exposed-git', severity: 'medium', server: 'nginx/1.24.0' },
  { tag: 'basic-auth', severity: 'low', server: 'Boa/0.94' },
];

export const scanHttpVulnerable: MakeRow = (host, draw) => {
  const { tag, severity, server } = draw.pick(HOLES);
  return {
    ...service(host, draw.pick([80, 443, 8080]), 'tcp', tag, severity),
    http: 'HTTP/1.1',
    http_code: tag === 'basic-auth' ? 401 : 200,
    http_reason: tag === 'basic-auth' ? 'Unauthorized' : 'OK',
    content_type: 'text/html',
    www_authenticate: tag === 'basic-auth' ? 'Basic realm="Camera, back door"' : '',
    server,
    content_length: draw.between(300, 9000),
  };
};

export const scanRdp: MakeRow = (host, draw) => ({
  ...service(host, draw.pick([3389, 3389, 3390]), 'tcp', 'rdp', 'high'),
  ...certificate(host, draw),
  handshake: 'TLSv1.2',
  rdp_protocol: draw.pick(['RDSTLS', 'CredSSP', 'TLS']),
});

export const scanSmb: MakeRow = (host, draw) => ({
  ...service(host, 445, 'tcp', 'smb', 'high'),
  smb_major_number: draw.pick([2, 3]),
  smb_minor_number: 1,
  smb_revision: 0,
  smb_version_string: draw.pick(['SMB 2.1', 'SMB 3.0', 'SMB 3.1.1']),
});

export const scanNtp: MakeRow = (host, draw) => ({
  ...service(host, 123, 'udp', 'ntp', 'medium'),
  version: draw.pick(['4', 'ntpd 4.2.6p5 Wed Jan 22 2014', 'ntpd 4.2.8p15']),
  frequency: `0.${draw.between(100, 999)}`,
  leap: draw.pick([0, 3]),
  processor: draw.pick(['x86_64', 'mips', 'armv7l']),
  refid: draw.pick(['GPS', 'PPS', 'DCF']),
  stratum: draw.between(1, 16),
  system: draw.pick(['Linux/5.10', 'cisco', 'UNIX']),
  response_size: draw.between(76, 440),
  amplification: `${draw.between(1, 36)}.${draw.between(10, 99)}`,
});

export const scanSnmp: MakeRow = (host, draw) => {
  const device = draw.pick(['Linux gateway, kernel 5.15', 'Laser printer, tray "A4"', 'Switch 24 ports']);
  return {
    ...service(host, 161, 'udp', 'snmp', 'high'),
    device_type: device.startsWith('Laser') ? 'printer' : 'network',
    version: 2,
    sysname: host.hostname || `snmp-${host.number}`,
    sysdesc: device,
    community: 'public',
    response_size: draw.between(80, 160),
    amplification: `${draw.between(1, 3)}.${draw.between(10, 99)}`,
    uptime: draw.between(1_000, 90_000_000),
    // RFC 7042 keeps this range for documentation.
    mac_address: `00:00:5e:00:53:${draw.hex(2)}`,
  };
};

export const scanSsh: MakeRow = (host, draw) => ({
  ...service(host, 22, 'tcp', draw.chance() < 0.3 ? 'ssh;cve-2024-6387' : 'ssh', 'info'),
  serverid_raw: draw.pick(['SSH-2.0-OpenSSH_9.2p1 Debian-2', 'SSH-2.0-OpenSSH_8.0']),
  serverid_version: '2.0',
  serverid_software: draw.pick(['OpenSSH_9.2p1', 'OpenSSH_8.0']),
  available_kex: 'curve25519-sha256, diffie-hellman-group14-sha256',
  available_ciphers: 'aes128-ctr, aes256-ctr, aes256-gcm',
  algorithm: 'ssh-ed25519',
  server_host_key_sha256: draw.hex(64),
  banner: draw.chance() < 0.5 ? 'Authorised users only, please.\nEvery session is "logged".' : '',
  userauth_methods: 'publickey, password',
  hassh: draw.hex(32),
});

export const scanMongodb: MakeRow = (host, draw) => ({
  ...service(host, 27017, 'tcp', 'mongodb', 'critical'),
  version: draw.pick(['3.6.8', '4.0.3', '5.0.9']),
  gitversion: draw.hex(40),
  allocator: 'tcmalloc',
  bits: 64,
  maxbsonobjectsize: 16_777_216,
  ok: 1,
  visible_databases: draw.pick(['admin, local', 'admin, shop, local', 'READ_ME_TO_RECOVER']),
});

export const deviceId: MakeRow = (host, draw) => {
  const [device_vendor, device_type, device_model] = draw.pick([
    ['Example Cameras', 'ip-camera', 'EC-100'],
    ['Example Routers', 'router', 'ER "Home" 5'],
    ['Example Storage', 'nas', 'ES-2, two bays'],
  ] as const);
  const tag = draw.chance() < 0.2 ? 'iot;cve-2021-36260' : 'iot';
  return { ...service(host, draw.pick([80, 443]), 'tcp', tag, ''), device_vendor, device_type, device_model };
};
