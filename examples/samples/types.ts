// The report types of the samples, with their numbers of hosts and the functions that write their rows.
import * as events from './events.js';
import * as scans from './scans.js';

export interface SampleType {
  readonly type: string;
  /** Hosts over both days; some of them appear on one day only. */
  readonly hosts: number;
  readonly family: 4 | 6;
  readonly row: scans.MakeRow;
  /** A special report that is issued once. */
  readonly secondDayOnly?: boolean;
  /** How often a host of one day is missing on the other. */
  readonly turnover: number;
}

const sample = (
  type: string,
  hosts: number,
  row: scans.MakeRow,
  extra: Partial<SampleType> = {},
): SampleType => ({ type, hosts, row, family: 4, turnover: 0.15, ...extra });

export const SAMPLE_TYPES: readonly SampleType[] = [
  sample('scan_ssl', 60, scans.scanSsl),
  sample('scan_http_vulnerable', 40, scans.scanHttpVulnerable),
  sample('scan_rdp', 36, scans.scanRdp),
  sample('scan_smb', 24, scans.scanSmb),
  sample('scan_ntp', 50, scans.scanNtp),
  sample('scan_snmp', 40, scans.scanSnmp),
  sample('scan_mongodb', 12, scans.scanMongodb, { turnover: 0.3 }),
  sample('scan6_ssh', 24, scans.scanSsh, { family: 6 }),
  sample('device_id', 40, scans.deviceId),
  sample('event4_sinkhole_http', 40, events.sinkholeHttp, { turnover: 0.5 }),
  sample('event4_honeypot_brute_force', 20, events.bruteForce, { turnover: 0.7 }),
  sample('event4_honeypot_ddos_target', 8, events.ddosTarget, { turnover: 0.9 }),
  sample('blocklist', 14, events.blocklist),
  sample('compromised_account', 12, events.compromisedAccount, { turnover: 0.6 }),
  sample('malware_url', 10, events.malwareUrl, { turnover: 0.4 }),
  sample('special', 5, events.special, { secondDayOnly: true }),
];
