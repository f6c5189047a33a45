// Decides what tells findings of one report apart, also for types that no catalogue lists.
import type { FindingKey, ReportType } from './report-type.js';

/**
 * The finding key of a report. A type that no catalogue lists follows its family, unless its rows name a host only as
 * the source of a connection: the port beside that is a new one each time.
 *
 * @param header the report's columns
 */
export function findingKeyOf(type: ReportType, header: readonly string[]): FindingKey {
  if (type.known) return type.findingKey;
  const names = header.map((name) => name.toLowerCase());
  return names.includes('src_ip') && !names.includes('ip') ? 'infection' : type.findingKey;
}
