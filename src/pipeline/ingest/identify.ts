// Identifies the report of a delivery, with the catalogue's name of its type.
import type { Catalogue } from '../../catalogue/index.js';
import type { Delivery } from '../../domain/delivery.js';
import { type IdentityOverrides, identifyReport, type ReportIdentity } from '../../domain/report.js';

/** @throws SundialError `report-name-unknown` if neither the name nor the source tells the type and date */
export function identifyDelivery(
  delivery: Delivery,
  catalogue: Pick<Catalogue, 'resolve'>,
  overrides: IdentityOverrides,
): ReportIdentity {
  const { name, path: shown, subscription: route } = delivery;
  const report = identifyReport(name, { ...delivery.report, ...overrides }, { shown, route });
  return { ...report, type: catalogue.resolve(report.type) };
}
