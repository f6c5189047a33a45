// Prints imports of leases, and who had an address.
import type { Held } from '../../../enrich/index.js';
import type { ImportedLeases } from '../../../pipeline/index.js';
import type { LeaseImport } from '../../../store/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, printable, shownTime, table } from '../../print/table.js';

/** The result of an import. */
export function importedText({ version, rows, added, changed, reloaded, left }: ImportedLeases): string {
  const change =
    added + changed === 0
      ? 'all of them were known'
      : `${count(added)} added, ${count(changed)} with another end than before`;
  const parts = [`Version ${version}: ${counted(rows, 'lease')}; ${change}.`];
  if (reloaded > 0)
    parts.push(
      `${counted(reloaded, 'report was', 'reports were')} loaded again, because events changed devices.`,
    );
  if (left > 0)
    parts.push(
      `${counted(left, 'report')} with such events cannot be loaded again: the originals are no longer kept.`,
    );
  return parts.join(' ');
}

export function importsTable(imports: readonly LeaseImport[], page: Page): string {
  if (imports.length === 0) return 'No leases yet. "sundial leases import FILE" imports some.';
  const head = ['version', 'time', 'from', 'by', 'rows', 'added', 'changed'];
  const rows = imports.map(({ version, at, origin, author, ...each }) => [
    ...[String(version), shownTime(at), origin, author],
    ...[each.rows, each.added, each.changed].map(count),
  ]);
  return table(page, head, rows, { right: [0, 4, 5, 6], least: ['by', 'from'] });
}

/** The answer in one sentence, and the leases around the time. */
export function heldText({ address, at, port, device, identity, leases }: Held, page: Page): string {
  const where = printable(`${address}${port === 0 ? '' : ` port ${port}`} at ${shownTime(at)}`);
  const answers = {
    static: `No lease covers ${where} at any time: the address is static.`,
    lease: `${where}: ${printable(device)}.`,
    unknown: `${where}: unknown; no lease, or no single device, had it.`,
  };
  if (leases.length === 0) return answers[identity];
  const rows = leases.map((lease) => [
    ...[lease.network, lease.ports, lease.from, lease.until, lease.device],
    lease.holds ? 'yes' : '',
  ]);
  return [
    answers[identity],
    '',
    table(page, ['address', 'ports', 'from', 'until', 'device', 'then'], rows, { least: ['ports'] }),
  ].join('\n');
}
