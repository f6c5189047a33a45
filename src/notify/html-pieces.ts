// Small elements of the digest's HTML; only this file turns values into markup.
import { count, printable } from '../text/index.js';
import { BADGE_FILL, look, MARKING_INK, MONO, type Shade } from './html-style.js';
import type { Marking } from './page.js';
import type { Badge } from './sections.js';

const NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };

/** Escapes a value for text between tags or within a quoted attribute. */
export function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => `&${NAMES[character]};`);
}

/** Untrusted text, isolated so that its writing direction does not affect the surrounding text. */
export const foreign = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

export function text(content: string, shades: readonly Shade[], css = ''): string {
  return `<span ${look(shades, css)}>${content}</span>`;
}

/** A layout table, for clients without support for other layouts. */
export function layout(rows: string, attributes = 'width="100%"'): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" ${attributes}>${rows}</table>`;
}

/** A number without line breaks between its groups of digits. */
export const number = (value: number): string => `<span style="white-space:nowrap">${count(value)}</span>`;

/** A label such as `high`; empty if unknown. */
export function badge(of: Badge): string {
  if (of === '' || of === 'none') return '';
  const css = `display:inline-block;padding:1px 7px;border-radius:9px;background-color:${BADGE_FILL[of]};color:#ffffff;font-size:11px;line-height:16px;font-weight:600;vertical-align:1px`;
  return `<span style="${css}">${of}</span> `;
}

/** The label of the Traffic Light Protocol in its standard colours. */
export function markingLabel(marking: Marking): string {
  if (marking === '') return '';
  const ink = MARKING_INK[marking] ?? '#ffffff';
  return `<span style="display:inline-block;padding:2px 8px;background-color:#000000;color:${ink};font-size:12px;line-height:18px;font-weight:700;white-space:nowrap">${escaped(marking)}</span>`;
}

/** A link for http and https addresses, otherwise only its text, because other schemes may run code. */
export function link(address: string, label: string): string {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) return escaped(label);
  return `<a href="${escaped(address)}" ${look(['link'], 'text-decoration:underline')}>${escaped(label)}</a>`;
}

/** A command to copy; it may break at any character rather than overflow. */
export function code(line: string): string {
  const css = `${MONO};font-size:12px;line-height:17px;border-width:1px;border-style:solid;border-radius:4px;padding:7px 9px;margin:4px 0 2px 0;white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere`;
  return `<div dir="ltr" ${look(['code', 'ink', 'line'], css)}>${line.split('\n').map(escaped).join('\n')}</div>`;
}
