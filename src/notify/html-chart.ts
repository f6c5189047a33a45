// The digest's charts as tables of coloured cells, because most mail clients display neither images nor SVG.
import { count } from '../text/index.js';
import type { DigestCounts, DigestDay } from '../triage/index.js';
import { escaped, layout, text } from './html-pieces.js';
import { FILL, look, type Shade } from './html-style.js';
import { DECIDED } from './page.js';

const HEIGHT = 96;
/** Minimum size of a visible part, in pixels. */
const LEAST = 2;
/** Number of days that fit on a phone. */
const DAYS_SHOWN = 14;
const SMALL = 'font-size:11px;line-height:15px';

/** The decisions from bottom to top: the most important is at the bottom, where heights can be compared. */
const STACK = [...DECIDED].sort((a, b) => Number(b.id === 'handle') - Number(a.id === 'handle'));

/** A column for each of the last days, in the colours of its decisions; empty for a single day. */
export function daysChart(days: readonly DigestDay[]): string {
  const shown = days.slice(-DAYS_SHOWN);
  if (shown.length < 2) return '';
  const highest = Math.max(1, ...shown.map(({ all }) => all));
  const columns = shown.map((day, at) => {
    const latest = at === shown.length - 1;
    return `<td align="center" valign="bottom" style="padding:0 2px" title="${escaped(inWords(day))}">
${number(day.handle, latest)}${column(day, highest)}${label(day.date, latest)}</td>`;
  });
  const name = `To handle each day, above the columns: ${shown.map(({ date, handle }) => `${date} ${handle}`).join(', ')}`;
  const caption = `<div ${look(['soft'], `${SMALL};padding-bottom:4px`)}>Findings of each day; above the columns, how many were to handle</div>`;
  return `${caption}${layout(`<tr>${columns.join('\n')}</tr>`, `width="100%" aria-label="${escaped(name)}"`)}${legend()}`;
}

function column(day: DigestCounts, highest: number): string {
  const rows = [...STACK].reverse().flatMap(({ id }) => {
    if (day[id] === 0) return [];
    const height = Math.max(LEAST, Math.round((HEIGHT * day[id]) / highest));
    return `<tr><td height="${height}" bgcolor="${FILL[id]}" style="height:${height}px;font-size:0;line-height:0;background-color:${FILL[id]}">&nbsp;</td></tr>`;
  });
  return layout(rows.join('') || '<tr><td height="1" style="font-size:0;line-height:0">&nbsp;</td></tr>');
}

const emphasis = (latest: boolean): [Shade[], string] => [
  [latest ? 'ink' : 'soft'],
  `${SMALL}${latest ? ';font-weight:700' : ''}`,
];
const number = (handle: number, latest: boolean) => {
  const [shades, css] = emphasis(latest);
  return `<div ${look(shades, css)}>${handle > 0 ? count(handle) : '&nbsp;'}</div>`;
};
const label = (date: string, latest: boolean) => {
  const [shades, css] = emphasis(latest);
  return `<div ${look(shades, `${css};padding-top:3px;white-space:nowrap`)}>${escaped(date.slice(8))}</div>`;
};

function inWords(day: DigestDay): string {
  return `${day.date}: ${DECIDED.map(({ id, word }) => `${count(day[id])} ${word}`).join(', ')}`;
}

/** The legend of the colours. */
function legend(): string {
  const parts = STACK.map(
    ({ id, word }) =>
      `<span style="display:inline-block;width:9px;height:9px;background-color:${FILL[id]}">&nbsp;</span>&nbsp;${text(word, ['soft'], SMALL)}`,
  );
  return `<div style="font-size:9px;line-height:18px;padding-top:6px">${parts.join('&nbsp; &nbsp;')}</div>`;
}
