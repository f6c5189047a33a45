// The style of a digest's HTML: colours and sizes as inline styles, which mail clients keep, with a dark variant.

/** Each colour in light and dark mode. Dark colours apply only in clients that support a style sheet in the head. */
const SHADES = {
  ground: { light: '#eef1f5', dark: '#10141a', property: 'background-color' },
  card: { light: '#ffffff', dark: '#1a2029', property: 'background-color' },
  code: { light: '#f4f6f9', dark: '#10141a', property: 'background-color' },
  ink: { light: '#18212f', dark: '#e8ecf2', property: 'color' },
  soft: { light: '#56637a', dark: '#a3afc0', property: 'color' },
  link: { light: '#1c5fa8', dark: '#7fb4ee', property: 'color' },
  line: { light: '#dde3eb', dark: '#2d3643', property: 'border-color' },
} as const;

export type Shade = keyof typeof SHADES;

export const SANS = "font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans',sans-serif";
export const MONO = "font-family:Consolas,'SFMono-Regular',Menlo,'DejaVu Sans Mono',monospace";

/** The attributes of an element: inline styles for all clients, classes for dark mode and narrow screens. */
export function look(shades: readonly Shade[], css = '', classes: readonly string[] = []): string {
  const inline = shades.map((shade) => `${SHADES[shade].property}:${SHADES[shade].light}`);
  return `class="${[...shades, ...classes].join(' ')}" style="${[...inline, css].filter(Boolean).join(';')}"`;
}

/** The background as an attribute as well, for clients without CSS backgrounds. */
export const bgcolor = (shade: Shade): string => `bgcolor="${SHADES[shade].light}"`;

/** Fills of the decisions' bars; readable on light and dark. */
export const FILL = {
  all: '#56637a',
  handle: '#e0510d',
  recent: '#3b82c4',
  whitelisted: '#8494aa',
  unknown: '#8b5cf6',
  not_ours: '#b8c4d4',
} as const;

/** Fills of badges, with white text on all of them (contrast of 4.5 and more). */
export const BADGE_FILL = {
  critical: '#7f1d1d',
  high: '#c2290a',
  medium: '#a85408',
  low: '#2f6690',
  info: '#56637a',
  none: '#56637a',
  warning: '#a85408',
  error: '#c2290a',
} as const;

/** The colours that the Traffic Light Protocol 2.0 gives its labels, on black. */
export const MARKING_INK: Readonly<Record<string, string>> = {
  'TLP:CLEAR': '#ffffff',
  'TLP:GREEN': '#33ff00',
  'TLP:AMBER': '#ffc000',
  'TLP:AMBER+STRICT': '#ffc000',
  'TLP:RED': '#ff2b2b',
};

/** Maximum width of a phone's window, in pixels. */
const NARROW_PX = 560;

/** On a phone, adjacent elements wrap, and the summary's table hides its last columns. */
const NARROW = [
  '.tile{display:inline-block !important;width:30% !important;padding-bottom:10px !important}',
  '.tile .figure{font-size:18px !important}',
  '.side{display:block !important;text-align:left !important;padding:6px 0 0 0 !important}',
  '.wide{display:none !important}',
];

/** The style sheet in the head, for rules that inline styles cannot express. */
export function styleSheet(): string {
  const dark = Object.entries(SHADES).map(
    ([name, { property, dark: colour }]) => `.${name}{${property}:${colour} !important}`,
  );
  return [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    `@media (prefers-color-scheme:dark){${dark.join('')}}`,
    `@media (max-width:${NARROW_PX}px){${NARROW.join('')}}`,
  ].join('\n');
}
