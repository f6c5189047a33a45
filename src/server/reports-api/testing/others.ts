// Two worlds in which a constituent has the same rows while everything that belongs to others differs.
import type { Given } from '../../../../test/support/world.js';
import { ApiWorld, type ApiWorld as Opened, type Samples } from './api-world.js';

/** The rows of others in one of the worlds, as lines of CSV or whole reports. */
interface Others {
  readonly constituents: Samples['constituents'];
  readonly ntp: readonly string[];
  readonly ssh: readonly string[];
  readonly reports: Samples['reports'];
}

const NTP = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,version,refid';
const SSH = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,banner';
const BADGERS = 'timestamp,ip,burrow,tag';

const ZOO = {
  id: 'zoo',
  name: 'The Zoo',
  networks: ['192.0.2.0/24'],
  domains: ['zoo.example.com'],
} as const;

const ZOO_NTP = [
  '2026-03-01 01:00:00,medium,192.0.2.1,udp,123,ntp1.zoo.example.com,ntp,64496,DE,BERLIN,BERLIN,4,192.0.2.250',
  '2026-03-01 01:00:01,medium,192.0.2.2,udp,123,,ntp;iot,64496,DE,BERLIN,BERLIN,4,GPS',
  '2026-03-01 01:00:04,medium,203.0.113.2,udp,123,mail.zoo.example.com,ntp,64500,IT,ROME,ROME,4,',
];
const ZOO_SSH = [
  '2026-03-02 02:00:00,info,192.0.2.3,tcp,22,,ssh,64496,DE,"SSH-2.0-OpenSSH_9.6, ""zoo"""',
  '2026-03-02 02:00:05,high,192.0.2.4,tcp,22,,ssh,64496,DE,SSH-2.0-dropbear',
];
const ZOO_BADGERS = '2026-03-01 05:00:00,192.0.2.8,north,badger';

/** Every value of the farm contains this text, a number that the zoo lacks, or a place that the zoo is not in. */
export const FARM_MARK = /farm|burrowing|64501|FRANCE|198\.51\.100|stripes|zebra|pasture/i;

const FARM: Others = {
  constituents: [
    { id: 'farm', name: 'The Farm', networks: ['198.51.100.0/24'], asns: [64_501], countries: ['FR'] },
    { id: 'pasture', name: 'The Pasture', networks: ['198.51.100.128/25'], domains: ['farm.example.net'] },
  ],
  ntp: [
    '2026-03-01 01:00:02,critical,198.51.100.1,udp,1123,ntp.farm.example.net,farm-tag,64501,FR,FRANCE,FARMVILLE,3,FARM',
    '2026-03-01 01:00:03,low,198.51.100.2,udp,123,,ntp,64501,FR,FRANCE,FARMVILLE,4,',
  ],
  ssh: [
    '2026-03-02 02:00:01,info,198.51.100.2,tcp,2222,,farm-tag,64501,FR,SSH-2.0-farm',
    '2026-03-02 02:00:02,info,198.51.100.131,tcp,22,a.farm.example.net,ssh,64501,FR,SSH-2.0-dropbear',
  ],
  reports: [
    {
      name: '2026-03-01-scan_zebras-farm.csv',
      content: 'timestamp,ip,stripes\n2026-03-01 06:00:00,198.51.100.7,77\n',
    },
    // The same slice as a report of the zoo, from a subscription and with a column of which the zoo has nothing.
    {
      name: '2026-03-02-scan_ssh-farm.csv',
      content: `${SSH},farm_column\n2026-03-02 02:30:00,info,198.51.100.9,tcp,22,,ssh,64501,FR,SSH-2.0-farm,burrowing\n`,
    },
    {
      name: '2026-02-20-scan_snmp-farm.csv',
      content:
        'timestamp,severity,ip,port,tag,sysname\n2026-02-20 06:00:00,high,198.51.100.7,161,snmp,farm-router\n',
    },
    {
      name: '2026-03-01-device_id-farm.csv',
      content: `timestamp,severity,ip,protocol,port,tag,asn,geo,device_vendor,device_type
2026-03-01 04:00:00,info,198.51.100.9,tcp,80,iot,64501,FR,FarmTech,router\n`,
    },
  ],
};

const NONE: Others = { constituents: [], ntp: [], ssh: [], reports: [] };

const report = (header: string, lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`;

/** Reports that arrive later: one is issued again without its first rows, and with another one of the zoo. */
export function laterReports(others: boolean): Samples['reports'] {
  const { ntp, ssh } = others ? FARM : NONE;
  const next = '2026-03-01 01:00:09,medium,192.0.2.9,udp,123,,ntp,64496,DE,BERLIN,BERLIN,4,';
  const again = report(NTP, [...ZOO_NTP.slice(1), next, ...ntp.slice(1)]);
  const reports: Given[] = [
    { name: '2026-03-01-scan_ntp-example-geo.csv', content: again, publishedAt: 1_772_500_000 },
    { name: '2026-03-03-scan_ssh-example-geo.csv', content: report(SSH, [...ZOO_SSH, ...ssh]) },
  ];
  const ofFarm = report(NTP, ntp);
  return others ? [{ name: '2026-03-03-scan_ntp-farm.csv', content: ofFarm }, ...reports] : reports;
}

function samplesWith({ constituents, ntp, ssh, reports }: Others): Samples {
  return {
    constituents: [ZOO, ...constituents],
    reports: [
      { name: '2026-03-01-scan_ntp-example-geo.csv', content: report(NTP, [...ZOO_NTP, ...ntp]) },
      { name: '2026-03-02-scan_ssh-example-geo.csv', content: report(SSH, [...ZOO_SSH, ...ssh]) },
      { name: '2026-03-01-scan_badgers-example-geo.csv', content: report(BADGERS, [ZOO_BADGERS]) },
      ...reports,
    ],
  };
}

/** Opens the world with the rows of others, or without. One world may be open at a time. */
export const openWith = (others: boolean): Promise<Opened> =>
  ApiWorld.open({ requiresFilter: false }, samplesWith(others ? FARM : NONE));
