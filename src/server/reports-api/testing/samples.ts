// Sample reports of three constituents: rows of each alone, of two together, and of none.
import type { Given } from '../../../../test/support/world.js';
import type { Constituent } from '../../../constituents/constituent.js';

/** The zoo holds a network and a domain, the farm a network and an autonomous system, the lake IPv6 and a country. */
export const SAMPLE_CONSTITUENTS: readonly Partial<Constituent>[] = [
  { id: 'zoo', name: 'The Zoo', networks: ['192.0.2.0/24'], domains: ['zoo.example.com'] },
  { id: 'farm', name: 'The Farm', networks: ['198.51.100.0/24'], asns: [64_500] },
  { id: 'lake', name: 'The Lake', networks: ['2001:db8:1::/48'], countries: ['NZ'] },
];

const NTP = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,version,refid';
const SSH = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,banner';
const SSH6 = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,banner';

export const SAMPLE_REPORTS: readonly Given[] = [
  {
    name: '2026-03-01-scan_ntp-example-geo.csv',
    content: `${NTP}
2026-03-01 01:00:00,medium,192.0.2.1,udp,123,ntp1.zoo.example.com,ntp,64496,DE,BERLIN,BERLIN,4,192.0.2.250
2026-03-01 01:00:01,medium,192.0.2.2,udp,123,,ntp;iot,64496,DE,BERLIN,BERLIN,4,GPS
2026-03-01 01:00:02,low,198.51.100.1,udp,123,ntp.farm.example.net,ntp,64500,FR,PARIS,PARIS,3,
2026-03-01 01:00:03,medium,203.0.113.1,udp,123,,ntp,64511,IT,ROME,ROME,4,
2026-03-01 01:00:04,medium,203.0.113.2,udp,123,mail.zoo.example.com,ntp,64500,IT,ROME,ROME,4,
`,
  },
  {
    name: '2026-03-02-scan_ntp-example-geo.csv',
    content: `${NTP}
2026-03-02 01:00:00,medium,192.0.2.1,udp,123,ntp1.zoo.example.com,ntp,64496,DE,BERLIN,BERLIN,4,192.0.2.250
2026-03-02 01:00:01,high,198.51.100.1,udp,123,ntp.farm.example.net,ntp,64500,FR,PARIS,PARIS,3,
2026-03-02 01:00:02,medium,203.0.113.3,udp,123,,ntp,64511,NZ,OTAGO,DUNEDIN,4,
`,
  },
  {
    name: '2026-03-02-scan_ssh-example-geo.csv',
    content: `${SSH}
2026-03-02 02:00:00,info,192.0.2.3,tcp,22,,ssh,64496,DE,"SSH-2.0-OpenSSH_9.6, ""zoo"""
2026-03-02 02:00:01,info,198.51.100.2,tcp,2222,,ssh,64500,FR,SSH-2.0-dropbear
2026-03-02 02:00:02,info,203.0.113.4,tcp,22,,ssh,64511,IT,SSH-2.0-secret-of-none
`,
  },
  {
    name: '2026-03-02-scan6_ssh-example-asn.csv',
    content: `${SSH6}
2026-03-02 03:00:00,info,2001:db8:1::1,tcp,22,,ssh,64505,NZ,OTAGO,SSH-2.0-lake
2026-03-02 03:00:01,info,2001:db8:2::1,tcp,22,,ssh,64511,IT,ROME,SSH-2.0-elsewhere
`,
  },
];
