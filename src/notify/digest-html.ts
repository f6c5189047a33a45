// Prints a digest as an HTML mail: one page without scripts or remote content, with a table layout.
import { count, counted } from '../text/index.js';
import type { Digest } from '../triage/index.js';
import { daysChart } from './html-chart.js';
import { badge, code, escaped, foreign, layout, link, markingLabel, number, text } from './html-pieces.js';
import { bgcolor, FILL, look, SANS, type Shade, styleSheet } from './html-style.js';
import {
  digestPage,
  FIGURES,
  type Group,
  NOTHING_TO_HANDLE,
  type Page,
  type PageOptions,
  type PageSection,
} from './page.js';
import type { Entry } from './sections.js';
import { digestSubject } from './subject.js';

const BODY = `${SANS};font-size:14px;line-height:20px`;
const SMALL = 'font-size:12px;line-height:17px';
/** Number of types in the summary's table; the others are counted. */
const TYPES_SHOWN = 8;

/** Number of columns of the summary's table on a phone. */
const FIGURES_ON_TELEPHONE = 3;

/** The digest as a whole HTML document. */
export function digestHtml(digest: Digest, options: PageOptions): string {
  const page = digestPage(digest, options);
  const cards = [summaryCard(page), ...page.sections.map(sectionCard)].join('\n');
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(page.title)}</title>
<style>
${styleSheet()}
</style></head>
<body ${bgcolor('ground')} ${look(['ground', 'ink'], `margin:0;padding:0;${BODY}`)}>
<div style="display:none;max-height:0;overflow:hidden">${escaped(digestSubject(digest, ''))}</div>
${layout(
  `<tr><td align="center" style="padding:18px 10px">
<!--[if mso]><table width="760"><tr><td><![endif]-->
${layout(
  `<tr><td style="padding:0 4px 14px 4px">${heading(page)}</td></tr>
${cards}
<tr><td style="padding:2px 4px">${ending(page)}</td></tr>`,
  'width="100%" style="max-width:760px"',
)}
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>`,
  `width="100%" ${bgcolor('ground')} ${look(['ground', 'ink'], BODY)}`,
)}
</body></html>
`;
}

function heading({ title, marking, origin, notice }: Page): string {
  const told = notice ? `\n<div style="padding-top:6px">${escaped(notice)}</div>` : '';
  return layout(`<tr><td align="left">
<h1 ${look(['ink'], `${SANS};font-size:22px;line-height:28px;font-weight:600;margin:0`)}>${escaped(title)}</h1>
<div ${look(['soft'], SMALL)}>${foreign(origin)}</div>${told}</td>
<td class="side" align="right" valign="top" style="padding-left:10px">${markingLabel(marking)}</td></tr>`);
}

/** A box on the page; an empty title is left out. */
function card(title: string, content: string): string {
  const head = title
    ? `<h2 ${look(['ink'], `${SANS};font-size:16px;line-height:22px;font-weight:600;margin:0 0 4px 0`)}>${title}</h2>`
    : '';
  const css = 'padding:14px 16px;border-width:1px;border-style:solid;border-radius:8px';
  return `<tr><td ${bgcolor('card')} ${look(['card', 'line', 'ink'], css)}>${head}${content}</td></tr>
<tr><td height="12" style="font-size:0;line-height:0">&nbsp;</td></tr>`;
}

function summaryCard({ digest }: Page): string {
  const { counts, days, types } = digest;
  const tiles = FIGURES.map(({ id, label }) => tile(id, label, counts[id])).join('\n');
  const chart = daysChart(days);
  const drawn = chart && `<div style="padding-top:18px">${chart}</div>`;
  return card('', `${layout(`<tr>${tiles}</tr>`)}${drawn}${typesTable(types)}`);
}

/** One large number of the summary, coloured unless it is 0. */
function tile(id: keyof typeof FILL, label: string, value: number): string {
  const css = `${SANS};font-size:26px;line-height:30px;font-weight:600`;
  const shown =
    value > 0 && id !== 'all' && id !== 'not_ours'
      ? `<div class="figure" style="${css};color:${FILL[id]}">${number(value)}</div>`
      : `<div ${look([id === 'all' ? 'ink' : 'soft'], css, ['figure'])}>${number(value)}</div>`;
  return `<td width="16%" valign="top" class="tile" style="padding:0 8px 0 0">${shown}
<div ${look(['soft'], 'font-size:11px;line-height:14px')}>${label}</div></td>`;
}

function typesTable({ rows, total }: Digest['types']): string {
  if (rows.length === 0) return '';
  const css = `border-top-width:1px;border-top-style:solid;${SMALL}`;
  const name = (type: string, shade: Shade) =>
    `<td align="left" ${look([shade, 'line'], `padding:3px 0;word-break:break-word;overflow-wrap:anywhere;${css}`)}>${type}</td>`;
  const figure = (at: number, content: string, shade: Shade) =>
    `<td align="right" ${look([shade, 'line'], `padding:3px 0 3px 10px;${css}`, at < FIGURES_ON_TELEPHONE ? [] : ['wide'])}>${content}</td>`;
  const head = FIGURES.map(({ word }, at) => figure(at, word, 'soft')).join('');
  const lines = rows.slice(0, TYPES_SHOWN).map((row) => {
    const figures = FIGURES.map(({ id }, at) => figure(at, number(row[id]), row[id] === 0 ? 'soft' : 'ink'));
    return `<tr>${name(foreign(row.type), 'ink')}${figures.join('')}</tr>`;
  });
  const left = total - lines.length;
  const more = left > 0 ? text(`and ${counted(left, 'more type')}`, ['soft'], SMALL) : '';
  return `<div style="padding-top:14px">${layout(`<tr>${name('type', 'soft')}${head}</tr>${lines.join('\n')}`)}${more}</div>`;
}

function sectionCard({ id, title, total, groups, more }: PageSection): string {
  const shown = text(number(total), ['soft'], 'font-weight:400');
  const said = total === 0 && id === 'handle' ? `<div>${NOTHING_TO_HANDLE}</div>` : '';
  const rest = more ? `<div ${look(['soft'], `${SMALL};padding-top:8px`)}>${escaped(more)}</div>` : '';
  return card(`${escaped(title)} ${shown}`, `${said}${groups.map(groupBlock).join('\n')}${rest}`);
}

function groupBlock({ title, entries }: Group): string {
  const heading = title
    ? `<h3 ${look(['ink'], `${SANS};font-size:14px;line-height:20px;font-weight:600;margin:10px 0 4px 0`)}>${foreign(title)} ${text(count(entries.length), ['soft'], 'font-weight:400')}</h3>\n`
    : '';
  return `${heading}${entries.map(entryBlock).join('\n')}`;
}

function entryBlock(entry: Entry): string {
  const { badge: of, kind, subject, detail, device, notes, facts, link: address, command } = entry;
  const about = [subject, detail].filter(Boolean).map(foreign).join(' ');
  const on = device ? `${text('device', ['soft'])} <b>${foreign(device)}</b>` : '';
  const head = [`<b>${about}</b>`, foreign(kind), on].filter((part) => part !== '<b></b>' && part !== '');
  const more = [...facts.map(foreign), ...(address && command ? [link(address, 'about this report')] : [])];
  const css =
    'padding:8px 0 7px 0;border-top-width:1px;border-top-style:solid;word-break:break-word;overflow-wrap:anywhere';
  const lines = [
    `<div>${badge(of)}${head.join(text(' · ', ['soft']))}</div>`,
    ...notes.map((note) => `<div>${foreign(note)}</div>`),
    more.length > 0 && `<div ${look(['soft'], SMALL)}>${more.join(' · ')}</div>`,
    command &&
      `<div ${look(['soft'], `${SMALL};padding-top:3px`)}>${command.use}:</div>${code(command.line)}`,
  ];
  return `<div ${look(['line', 'ink'], css)}>\n${lines.filter(Boolean).join('\n')}</div>`;
}

function ending({ empty, marking }: Page): string {
  const none = empty.length > 0 ? `Nothing under: ${escaped(empty.join(', '))}.` : '';
  return layout(`<tr><td ${look(['soft'], SMALL)}>${none}</td>
<td class="side" align="right" valign="top" style="padding-left:10px">${markingLabel(marking)}</td></tr>`);
}
