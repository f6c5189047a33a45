// Makes names that are safe to show and to split out of what the publisher calls lists and files.
import { LIMITS } from '../../domain/limits.js';
import { identifyReport, type ReportIdentity } from '../../domain/report.js';
import { baseName, shownName } from '../unpack/names.js';
import type { Listing } from './contract.js';

/** What people know a listed report by: `<list>/<file>`. Nothing is ever written under this name. */
export function listingPath({ list, file }: Pick<Listing, 'list' | 'file'>): string {
  return `${shownName(list.replaceAll(/[\\/]/g, '_'))}/${listingName({ file })}`;
}

/** The report's file name alone: a name with folders in it, also with `../`, is only its last part. */
export function listingName({ file }: Pick<Listing, 'file'>): string {
  const name = baseName(file);
  return name === '' || name === '..' ? 'unnamed' : shownName(name.slice(0, LIMITS.nameBytes));
}

/** Which report is listed: the identifier is that of the file name, whatever subscription lists it. */
export function listedReport({ list, file, type, date }: Omit<Listing, 'id' | 'idHash'>): ReportIdentity {
  return identifyReport(listingName({ file }), { type, date }, { route: list });
}
