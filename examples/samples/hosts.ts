// The hosts of the sample reports: three made-up organisations in the address blocks kept free for documentation.
import { type Draw, drawFor } from './draw.js';

export interface Host {
  /** The host's index in its report: 0 is present on both days. */
  readonly number: number;
  readonly ip: string;
  readonly hostname: string;
  readonly asn: number;
  readonly geo: string;
  readonly region: string;
  readonly city: string;
  readonly naics: number;
  readonly sector: string;
}

interface Network extends Omit<Host, 'number' | 'ip' | 'hostname'> {
  readonly ipv4: string;
  readonly ipv6: string;
  readonly domain: string;
  readonly names: readonly string[];
}

const NETWORKS: readonly Network[] = [
  {
    ipv4: '192.0.2.',
    ipv6: '2001:db8:10::',
    domain: 'example.org',
    names: ['lab', 'www', 'printer', 'cluster'],
    asn: 64496,
    geo: 'CH',
    region: 'GENEVE',
    city: 'MEYRIN',
    naics: 611310,
    sector: 'Education',
  },
  {
    ipv4: '198.51.100.',
    ipv6: '2001:db8:20::',
    domain: 'example.net',
    names: ['dsl', 'gw', 'ns', 'cpe'],
    asn: 64497,
    geo: 'CH',
    region: 'ZURICH',
    city: 'ZURICH',
    naics: 517311,
    sector: 'Communications, Service Provider, and Hosting Service',
  },
  {
    ipv4: '203.0.113.',
    ipv6: '2001:db8:30::',
    domain: 'example.com',
    names: ['vm', 'shop', 'mail', 'db'],
    asn: 64511,
    geo: 'FR',
    region: 'AUVERGNE-RHONE-ALPES',
    city: 'LYON',
    naics: 518210,
    sector: 'Information Technology',
  },
];

/** The number of hosts in each network; small enough that a host occurs in several reports, as in reality. */
const HOSTS_PER_NETWORK = 60;

/** `count` different hosts for the report of a type. */
export function hostsFor(type: string, count: number, family: 4 | 6): Host[] {
  const draw = drawFor(type);
  const places = Array.from({ length: NETWORKS.length * HOSTS_PER_NETWORK }, (_, place) => place);
  return Array.from({ length: count }, (_, number) => {
    const [place] = places.splice(draw.between(0, places.length - 1), 1);
    return host(number, place!, family);
  });
}

function host(number: number, place: number, family: 4 | 6): Host {
  const { ipv4, ipv6, domain, names, ...rest } = NETWORKS[place % NETWORKS.length]!;
  const low = 10 + Math.floor(place / NETWORKS.length) * 4 + (place % 4);
  const name = names[low % names.length]!;
  // Dial-up lines and new machines lack a name.
  const hostname = low % 5 === 0 ? '' : `${name}${low}.${domain}`;
  return { number, ip: family === 4 ? ipv4 + low : ipv6 + low.toString(16), hostname, ...rest };
}

/** The columns that say where a host is, with the prefix that events use for each side. */
export function place(
  { ip, hostname, asn, geo, region, city, naics, sector }: Host,
  prefix = '',
): Record<string, string | number> {
  const columns = { ip, hostname, asn, geo, region, city, naics, sector };
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [prefix + name, value]));
}

/** An address in documentation space that does not belong to any host of the three organisations. */
export function stranger(draw: Draw): string {
  return `203.0.113.${draw.between(251, 254)}`;
}
