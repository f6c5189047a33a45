// Says which report a delivery is, with its type as the catalogue calls it.
import type { Catalogue } from '../../catalogue/index.js';
import type { Delivery } from '../../domain/delivery.js';
import { type IdentityOverrides, identifyReport, type ReportIdentity } from '../../domain/report.js';

/** @throws SundialError `report-name-unknown` where neither name nor source tell type and date */
export function identifyDelivery(
  delivery: Delivery,
  catalogue: Pick<Catalogue, 'resolve'>,
  overrides: IdentityOverrides,
): ReportIdentity {
  const { name, path: shown, subscription: route } = delivery;
  const report = identifyReport(name, { ...delivery.report, ...overrides }, { shown, route });
  return { ...report, type: catalogue.resolve(report.type) };
}
