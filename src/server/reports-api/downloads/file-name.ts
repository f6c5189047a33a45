// The file name of a constituent's report, by the publisher's rule.
import type { HolderReport } from './find-report.js';

/** `YYYY-MM-DD-<type>-<constituent>.csv` (publisher's report-filename.md). */
export function fileNameOf({ holder, slice }: HolderReport): string {
  return `${slice.date}-${slice.type}-${holder.id}.csv`;
}

/** The header that names the file; types from outside of the catalogue may have characters that a header must not have. */
export function contentDisposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_');
  const exact = plain === fileName ? '' : `; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  return `attachment; filename="${plain}"${exact}`;
}
