// Turns the publisher's names of lists and files into names that are safe to display and to split.
import { LIMITS } from '../../domain/limits.js';
import { identifyReport, type ReportIdentity } from '../../domain/report.js';
import { baseName, shownName } from '../unpack/names.js';
import type { Listing } from './contract.js';

/** The displayed name of a listed report: `<list>/<file>`. Never used as a path on disk. */
export function listingPath({ list, file }: Pick<Listing, 'list' | 'file'>): string {
  return `${shownName(list.replaceAll(/[\\/]/g, '_'))}/${listingName({ file })}`;
}

/** The report's file name: only the last part of a name with folders, even with `../`. */
export function listingName({ file }: Pick<Listing, 'file'>): string {
  const name = baseName(file);
  return name === '' || name === '..' ? 'unnamed' : shownName(name.slice(0, LIMITS.nameBytes));
}

/** The identity of a listed report: its identifier comes from the file name, not from the subscription. */
export function listedReport({ list, file, type, date }: Omit<Listing, 'id' | 'idHash'>): ReportIdentity {
  return identifyReport(listingName({ file }), { type, date }, { route: list });
}
