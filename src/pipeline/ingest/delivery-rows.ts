// Builds the store's rows of deliveries: the file, its source, and its outcome.
import { unixSeconds } from '../../domain/clock.js';
import type { Collected, Delivery } from '../../domain/delivery.js';
import type { SundialError } from '../../domain/errors.js';
import type { ReportIdentity } from '../../domain/report.js';
import type { LoadRequest } from '../../load/index.js';
import type { DeliveryRow } from '../../store/index.js';

/** An original in the archive: its SHA-256 and its size, uncompressed. */
export type Stored = Pick<LoadRequest, 'sha256' | 'bytes'>;

/** The row of a delivery that was loaded, known already, or older than the live version. */
export function deliveryRow(
  delivery: Delivery,
  request: LoadRequest,
  outcome: DeliveryRow['outcome'],
  load: number,
): DeliveryRow {
  return {
    source: delivery.source,
    path: delivery.path,
    delivered_at: unixSeconds(delivery.deliveredAt),
    sha256: request.sha256,
    bytes: request.bytes,
    report_type: request.report.type,
    report_date: request.report.date,
    list: request.report.list,
    subscription: delivery.subscription ?? '',
    outcome,
    load,
    error_code: '',
    error: '',
    message: delivery.message ?? '',
  };
}

/** The row of a delivery that could not be loaded. */
export function failedRow(
  item: Collected,
  error: SundialError,
  report: ReportIdentity | undefined,
  stored: Stored | undefined,
): DeliveryRow {
  return {
    source: item.source,
    path: item.path,
    delivered_at: unixSeconds(item.deliveredAt),
    sha256: stored?.sha256 ?? '',
    bytes: stored?.bytes ?? 0,
    report_type: report?.type ?? '',
    report_date: report?.date ?? '1970-01-01',
    list: report?.list ?? '',
    subscription: item.subscription ?? '',
    outcome: 'failed',
    load: 0,
    error_code: error.code,
    error: error.message,
    message: item.message ?? '',
  };
}
