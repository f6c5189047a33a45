// The network traffic of an event: between two hosts, or to a service of one host.
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { NETWORK_LABEL, Observable, type Problem } from './observable.js';
import { PROTOCOL_COLUMNS, type Side, TRAFFIC_RULES, type TrafficRule } from './rules.js';
import { readPort, readProtocol } from './value.js';

const SIDES: Readonly<Record<string, Side>> = { ip: 'host', src_ip: 'source', dst_ip: 'destination' };

/**
 * The traffic of an event, with the side to which it belongs: that of its source, or of its destination if it has no source.
 *
 * @param byColumn the observables of the row
 * @returns undefined if no address is known, an address is a network, or neither port nor protocol is known
 */
export function readTraffic(
  event: ReportedEvent,
  byColumn: ReadonlyMap<string, Observable>,
  problem: Problem,
): { readonly side: Side; readonly traffic: Observable } | undefined {
  const isHost = (column: string) => column === '' || isSingle(byColumn.get(column));
  const rule = TRAFFIC_RULES.find(({ source, destination }) => isHost(source) && isHost(destination));
  if (!rule) return undefined;
  const ports = portsOf(event, rule, problem);
  const protocols = protocolsOf(event, problem);
  if (protocols.length === 0 && Object.keys(ports).length === 0) return undefined;
  const [source, destination] = [byColumn.get(rule.source), byColumn.get(rule.destination)];
  const network = (source ?? destination)!.type === 'ipv4-addr' ? 'ipv4' : 'ipv6';
  const traffic = new Observable('network-traffic', () => {
    // Without times: the same traffic on another day is the same object, as the hosts are.
    const all = {
      ...(source && { src_ref: source.object.id }),
      ...(destination && { dst_ref: destination.object.id }),
      ...ports,
      protocols: [network, ...protocols],
    };
    return { identifying: all, all };
  });
  return { side: SIDES[rule.source || rule.destination]!, traffic };
}

const isSingle = (found: Observable | undefined) => found !== undefined && found.label !== NETWORK_LABEL;

function portsOf(event: ReportedEvent, rule: TrafficRule, problem: Problem): Record<string, number> {
  const ports: Record<string, number> = {};
  for (const [property, columns] of [
    ['src_port', rule.sourcePorts],
    ['dst_port', rule.destinationPorts],
  ] as const) {
    const column = columns.find((name) => cellOf(event, name).trim() !== '');
    if (column === undefined) continue;
    const port = readPort(cellOf(event, column).trim());
    if (port === undefined) problem(column, 'not a port');
    else ports[property] = port;
  }
  return ports;
}

function protocolsOf(event: ReportedEvent, problem: Problem): string[] {
  return PROTOCOL_COLUMNS.flatMap((column) => {
    const cell = cellOf(event, column).trim();
    if (cell === '') return [];
    const protocol = readProtocol(cell);
    if (protocol === undefined) problem(column, 'not the name of a protocol');
    return protocol ?? [];
  });
}
