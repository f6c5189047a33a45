// SQL that finds the device which had the address, and the port, of an event at its time.
import { inNetworks } from '../events/covering.js';

/** The port at an event's subject: that of the target if the subject is the target. */
export const SUBJECT_PORT = 'if(subject_first = ip AND subject_last = ip_last, port, dst_port)';

/** The last second that a lease can have, which means that it has not ended: the engine's times end then. */
export const NO_END = 4_294_967_295;

const WIDTH = 'covering.port_last - covering.port_first';

/** Whether a lease is of a range of ports, and the event states none: the event may be of any device behind the address. */
const IS_OPEN = `found.port = 0 AND ${WIDTH} < 65535`;

/**
 * The precision of a lease for an event: the smaller network first, then the smaller range of ports, then the later begin,
 * because a lease that ended early may still state its planned end. An open lease decides before all others of its network.
 */
const PRECISION = `(covering.prefix, if(found.port = 0, 0, 65535 - (${WIDTH})), if(${IS_OPEN}, ${NO_END}, toUInt32(covering.begins)))`;

/** The device that a lease names; an open lease names none. */
const NAMED = `if(${IS_OPEN}, '', covering.device)`;

/**
 * Rows `load`, `line` and `device`: for each event the one device that the most precise leases name. Events without such a
 * device are left out: in a gap between leases, where leases disagree, and without the port that they need.
 *
 * @param events SQL of rows with `load`, `line`, the subject's columns, `at` (unix seconds) and `port` (0 = unknown)
 * @param leases SQL of rows of `leases`
 * @param lengths SQL array of the prefix lengths in use
 */
export const holdersOf = (events: string, leases: string, lengths: string): string => `
  SELECT load, line, devices[1] AS device FROM (
    SELECT load, line, arrayDistinct(arrayMap(each -> each.2, arrayFilter(each -> each.1 = best, all))) AS devices
    FROM (
      SELECT load, line, max(precision) AS best, groupArray((precision, device)) AS all
      FROM (
        SELECT found.load AS load, found.line AS line, ${NAMED} AS device, ${PRECISION} AS precision
        FROM ${inNetworks(events, leases, lengths)}
        WHERE toUInt32(covering.begins) <= found.at AND found.at < toUInt32(covering.ends)
          AND (found.port = 0 OR found.port BETWEEN covering.port_first AND covering.port_last))
      GROUP BY load, line))
  WHERE length(devices) = 1 AND devices[1] != ''`;
