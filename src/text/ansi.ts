// Colours of a terminal for what tables and digests show.

/** SGR codes that switch a style on; code 0 switches all of them off. */
export const COLOURS = {
  plain: '',
  all: '',
  title: '1',
  heading: '1;36',
  strong: '1',
  faint: '2',
  marking: '1;33',
  command: '32',
  handle: '31',
  recent: '34',
  whitelisted: '90',
  unknown: '35',
  not_ours: '90',
  critical: '1;97;41',
  high: '1;31',
  medium: '33',
  low: '36',
  info: '90',
  none: '90',
  warning: '33',
  error: '1;31',
} as const;

/** Applies a style to a text. */
export type Paint = (look: keyof typeof COLOURS, text: string) => string;

/** Applies styles, or leaves every text unchanged. */
export function painter(colour: boolean): Paint {
  return (look, text) =>
    colour && text !== '' && COLOURS[look] ? `\u001b[${COLOURS[look]}m${text}\u001b[0m` : text;
}
