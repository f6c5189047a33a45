// Findings of digests for tests and pictures.
import type { DigestFinding, HandleItem } from '../../triage/index.js';

const LINK = 'https://www.example.com/what-we-do/network-reporting/';

/** A typical finding; `given` overrides its properties. */
export function finding(given: Partial<DigestFinding> = {}): DigestFinding {
  return {
    id: '0123456789abcdef0123456789abcdef',
    type: 'scan_ntp',
    title: 'Accessible NTP version service',
    link: `${LINK}accessible-ntp-version-report/`,
    subject: '192.0.2.10',
    port: 123,
    transport: 'udp',
    infection: '',
    severity: 'medium',
    cves: [],
    exploited: [],
    epss: 0,
    hostname: 'ntp1.example.org',
    list: 'example-network',
    first_seen: '2026-02-20',
    seen: '2026-03-10',
    state: 'open',
    device: 'ntp1',
    owner: 'Time Services',
    contacts: ['time@example.org'],
    devices: ['ntp1'],
    ...given,
  };
}

const told = (kind: string, port: number, subject: string, link: string) =>
  `ticket new --device ${kind} --template vulnerable-generic --date 2026-03-10 --text 'Reported on port ${port} of ${subject}, see ${link}'`;

/** Findings to be handled, for four reasons. */
export const HANDLE: readonly HandleItem[] = [
  {
    ...finding({
      id: 'a1'.repeat(16),
      type: 'compromised_website',
      title: 'Compromised website',
      link: `${LINK}compromised-website-report/`,
      subject: 'shop.example.org',
      port: 443,
      transport: 'tcp',
      severity: 'critical',
      cves: ['CVE-2026-10001'],
      exploited: ['CVE-2026-10001'],
      epss: 0.943,
      hostname: 'shop.example.org',
      device: 'web-shop-2',
      owner: 'Online Shop',
      contacts: ['shop@example.org', 'oncall@example.org'],
      devices: ['web-shop-2', 'rack-17'],
      first_seen: '2026-02-27',
    }),
    reason: 'compromised',
    why: 'Was exposed, and is now reported compromised',
    told_before: '2026-03-06',
    command: told('web-shop-2', 443, 'shop.example.org', `${LINK}compromised-website-report/`),
  },
  {
    ...finding({
      id: 'b2'.repeat(16),
      type: 'scan_rdp',
      title: 'Accessible RDP service',
      link: `${LINK}accessible-rdp-report/`,
      subject: '2001:db8:20::15',
      port: 3389,
      transport: 'tcp',
      severity: 'high',
      hostname: 'lab-pc-15.example.org',
      device: 'lab-pc-15',
      owner: 'Physics Laboratory',
      contacts: ['lab@example.org'],
      devices: ['lab-pc-15'],
      first_seen: '2026-03-10',
    }),
    reason: 'new',
    why: 'No previous reports',
    told_before: null,
    command: told('lab-pc-15', 3389, '2001:db8:20::15', `${LINK}accessible-rdp-report/`),
  },
  {
    ...finding({ id: 'c3'.repeat(16) }),
    reason: 'repeat',
    why: 'Previous report older than 7 days, last on 2026-03-01',
    told_before: '2026-03-01',
    command: told('ntp1', 123, '192.0.2.10', `${LINK}accessible-ntp-version-report/`),
  },
  {
    ...finding({
      id: 'd4'.repeat(16),
      type: 'scan_ssl_poodle',
      title: 'SSLv3/POODLE vulnerable server',
      link: `${LINK}ssl-poodle-report/`,
      subject: '198.51.100.77',
      port: 443,
      transport: 'tcp',
      severity: 'low',
      hostname: 'legacy.example.org',
      device: 'legacy-app',
      owner: 'Administration',
      contacts: ['admin@example.org'],
      devices: ['legacy-app'],
      first_seen: '2026-01-12',
    }),
    reason: 'whitelist_ended',
    why: 'Whitelist ended on 2026-03-10 06:00:00',
    told_before: '2026-01-12',
    command: told('legacy-app', 443, '198.51.100.77', `${LINK}ssl-poodle-report/`),
  },
];
