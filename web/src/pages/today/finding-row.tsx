// One finding of a day: how bad, what, where, and why it is there.
import type { ComponentChildren } from 'preact';
import { FindingLink } from '../../parts/finding-link.tsx';
import { Severity } from '../../parts/severity.tsx';
import { isWebAddress } from '../../parts/web-address.ts';
import type { Finding } from './groups.ts';

interface FindingRowProps {
  readonly row: Finding;
  readonly date: string;
  /** What was done about it. */
  readonly by?: string;
}

export function FindingRow({ row, date, by }: FindingRowProps) {
  return (
    <li class="row finding">
      <FindingCells row={row} date={date}>
        {by !== undefined && <div class="done">{by}</div>}
      </FindingCells>
    </li>
  );
}

interface FindingCellsProps extends Omit<FindingRowProps, 'by'> {
  readonly children?: ComponentChildren;
}

export function FindingCells({ row, date, children }: FindingCellsProps) {
  const { id, severity, subject, at, title, type, link, hostname, device } = row;
  const { note, first_seen, cves, exploited } = row;
  const names = [device, hostname === subject ? '' : hostname].filter((name) => name !== '');
  return (
    <>
      <Severity severity={severity} />
      <div class="what">
        <div>
          <FindingLink id={id} subject={subject} /> {at && <span class="soft">{at}</span>}{' '}
          {names.length > 0 && <bdi class="soft">{names.join(' · ')}</bdi>}
        </div>
        <div>
          {isWebAddress(link) ? (
            <a href={link} rel="noopener noreferrer" target="_blank" title={link}>
              {title || type}
            </a>
          ) : (
            title || type
          )}{' '}
          <span class="soft">{type}</span>
        </div>
        {cves.length > 0 && (
          <ul class="tags" aria-label="Vulnerabilities">
            {cves.map((cve) => (
              <li key={cve} class={exploited.includes(cve) ? 'tag is-exploited' : 'tag'}>
                {cve}
                {exploited.includes(cve) && ' known exploited'}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="why">
        {children}
        <div>{note}</div>
        <div class="soft">{first_seen === date ? 'first seen on this day' : `first seen ${first_seen}`}</div>
      </div>
    </>
  );
}
