// One lease as files contain it, and the parsing of its fields; each fault names its field.
import { ipv6Text, prefixBits } from '../../domain/address.js';
import {
  fieldFinder,
  listed,
  readDevice,
  readNetworks,
  readText,
  shown,
} from '../../domain/register-cells.js';
import type { Fault, NamedTexts } from '../../records/index.js';
import { type Lease, NO_END } from '../../store/index.js';

/** The fields, each under the names that files use for it. */
const FIELDS = {
  address: ['address', 'ip', 'network', 'ip_address'],
  ports: ['ports', 'port', 'port_range'],
  from: ['from', 'begins', 'start', 'starts', 'valid_from'],
  until: ['until', 'ends', 'end', 'expires', 'valid_until'],
  device: ['device', 'name', 'id', 'subscriber'],
} as const;
export type LeaseField = keyof typeof FIELDS;

/** The field that a column of a file feeds; undefined for a column that leases do not use. */
export const leaseFieldOf = fieldFinder<LeaseField>(FIELDS);

/** What the columns of leases lack; undefined if they suffice. */
export function lacksForLeases(columns: readonly string[]): string | undefined {
  const fields = columns.map(leaseFieldOf);
  const missing = (['address', 'from', 'device'] as const).filter((field) => !fields.includes(field));
  return missing.length === 0 ? undefined : `no column ${missing.map((field) => `"${field}"`).join(' and ')}`;
}

type CellFault = (field: LeaseField, problem: string) => void;

/** Reads one row; undefined after a fault, which it adds to `faults`. */
export function readLease(raw: NamedTexts<LeaseField>, line: number, faults: Fault[]): Lease | undefined {
  const before = faults.length;
  const fault: CellFault = (field, problem) => void faults.push({ line, field, problem });
  const text = (field: LeaseField) => readText(raw[field], (problem) => fault(field, problem));
  const [range, ...others] = readNetworks(listed(raw.address), (problem) => fault('address', problem));
  if (listed(raw.address).length === 0) fault('address', 'no address is given');
  if (others.length > 0) fault('address', 'a lease has one address or network');
  const ports = readPorts(text('ports'), fault);
  const begins = readInstant(text('from'), 0, (problem) => fault('from', problem));
  const ends = readInstant(text('until'), NO_END, (problem) => fault('until', problem));
  if (begins >= ends) fault('until', 'is not after from');
  const device = readDevice(raw.device, (problem) => fault('device', problem));
  if (!range || faults.length > before) return undefined;
  return {
    first: ipv6Text(range.first),
    last: ipv6Text(range.last),
    prefix: prefixBits(range),
    port_first: ports[0],
    port_last: ports[1],
    ...{ begins, ends, device },
  };
}

const ALL_PORTS = [0, 65_535] as const;

function readPorts(text: string, fault: CellFault): readonly [number, number] {
  if (text === '') return ALL_PORTS;
  const [, first, last = first] = /^(\d{1,5})(?: ?[-–:] ?(\d{1,5}))?$/.exec(text) ?? [];
  const ports = [Number(first), Number(last)] as const;
  if (first !== undefined && ports[0] <= ports[1] && ports[1] <= 65_535) return ports;
  fault('ports', `${shown(text)} is not a range of ports. Expected 1024-2047`);
  return ALL_PORTS;
}

/** A day, or a time with or without seconds and a time zone. */
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)? ?(?:Z|UTC|([+-])(\d\d):?(\d\d)?)?$/i;
const SECONDS = /^\d{9,10}$/;

/** Reads a time as people and other programs write it; undefined if it is none. */
export function readTime(text: string): Date | undefined {
  let isTime = text.trim() !== '';
  const seconds = readInstant(text.trim(), 0, () => {
    isTime = false;
  });
  return isTime ? new Date(seconds * 1000) : undefined;
}

/** Reads a time as unix seconds; without a time zone it is in UTC. @param none what an empty text means */
function readInstant(text: string, none: number, fault: (problem: string) => void): number {
  if (text === '') return none;
  const seconds = SECONDS.test(text) ? Number(text) : secondsOf(INSTANT.exec(text));
  if (seconds >= 0) return Math.min(seconds, NO_END);
  fault(`${shown(text)} is not a time. Expected 2026-01-15T08:30:00Z, with a time zone unless it is in UTC`);
  return none;
}

/** The unix seconds of the parts of a time; NaN if there is no such time. */
function secondsOf(parts: RegExpExecArray | null): number {
  if (!parts) return Number.NaN;
  const [, year, month, day, hour = 0, minute = 0, second = 0, sign, zoneHour = 0, zoneMinute = 0] = parts;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // JavaScript takes 30 February for 2 March.
  const isDay = new Date(midnight).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isDay || !isTime || Number(zoneHour) >= 24 || Number(zoneMinute) >= 60) return Number.NaN;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -60 : 60);
  return midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
}
