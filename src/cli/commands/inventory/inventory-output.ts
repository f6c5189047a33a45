// Prints imports of the inventory and the entries that cover a subject.
import { ALWAYS } from '../../../domain/days.js';
import type { InventoryImport, InventoryMatch } from '../../../enrich/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, printable, shownTime, table } from '../../print/table.js';

/** The result of an import. */
export function importText({ rows, devices, added, changed, removed, version }: InventoryImport): string {
  const change =
    added + changed + removed === 0
      ? 'nothing changed'
      : `${count(added)} added, ${count(changed)} changed, ${count(removed)} removed`;
  return `Version ${version}: ${counted(devices, 'device')} with ${counted(rows, 'network or name', 'networks and names')}; ${change}.`;
}

export function importsTable(imports: readonly InventoryImport[], page: Page): string {
  if (imports.length === 0) return 'No inventory yet. "sundial inventory import FILE" imports one.';
  const head = ['version', 'time', 'part', 'from', 'by', 'devices', 'rows', 'added', 'changed', 'removed'];
  const rows = imports.map((each) => [
    String(each.version),
    shownTime(each.at),
    each.source,
    each.origin,
    each.author,
    each.devices,
    each.rows,
    each.added,
    each.changed,
    each.removed,
  ]);
  return table(page, head, rows, {
    right: [0, 5, 6, 7, 8, 9],
    least: ['by', 'rows', 'from', 'part'],
  });
}

export function matchesTable(subject: string, matches: readonly InventoryMatch[], page: Page): string {
  if (matches.length === 0) return `The inventory has no entry for ${printable(subject)}.`;
  const head = ['covers', 'device', 'owner', 'contacts', 'ours', 'from', 'until', 'part', 'line'];
  const rows = matches.map((match) => [
    match.covers,
    match.device,
    match.owner,
    match.contacts.join(', '),
    match.own ? 'yes' : '',
    match.valid_from === ALWAYS.from ? '' : match.valid_from,
    match.valid_until === ALWAYS.until ? '' : match.valid_until,
    match.source,
    String(match.line),
  ]);
  return table(page, head, rows, { right: [8], least: ['line', 'part', 'from', 'until', 'ours'] });
}
