// Chooses the values that distinguish findings of one report, also for types outside of the catalogue.
import type { FindingKey, ReportType } from './report-type.js';

/**
 * The finding key of a report. A type outside of the catalogue follows its family, unless its rows name a host only
 * as the source of a connection, whose port changes every time.
 *
 * @param header the report's columns
 */
export function findingKeyOf(type: ReportType, header: readonly string[]): FindingKey {
  if (type.known) return type.findingKey;
  const names = header.map((name) => name.toLowerCase());
  return names.includes('src_ip') && !names.includes('ip') ? 'infection' : type.findingKey;
}
