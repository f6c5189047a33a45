// The keys of the inbox. They count only while the list has the focus, and can be switched off (WCAG 2.2, 2.1.4).
import { signal } from '@preact/signals';

export type Command =
  | 'next'
  | 'previous'
  | 'extend'
  | 'extend-back'
  | 'select'
  | 'open'
  | 'notified'
  | 'acknowledged'
  | 'resolved'
  | 'accept'
  | 'explain'
  | 'copy'
  | 'undo'
  | 'clear'
  | 'help';

interface Key {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly title: string;
  /** Whether users who may only read have it. */
  readonly reads?: true;
}

/** In the order of the sheet. */
export const KEYS: readonly Key[] = [
  { keys: ['j', 'ArrowDown'], command: 'next', title: 'Next finding', reads: true },
  { keys: ['k', 'ArrowUp'], command: 'previous', title: 'Previous finding', reads: true },
  { keys: ['Enter', 'o'], command: 'open', title: 'Open the finding', reads: true },
  { keys: ['e'], command: 'explain', title: 'Why it is here', reads: true },
  { keys: ['c'], command: 'copy', title: 'Copy the command that shows it', reads: true },
  { keys: ['x'], command: 'select', title: 'Select' },
  { keys: ['J', 'Shift+ArrowDown'], command: 'extend', title: 'Select down' },
  { keys: ['K', 'Shift+ArrowUp'], command: 'extend-back', title: 'Select up' },
  { keys: ['Escape'], command: 'clear', title: 'Select nothing' },
  { keys: ['n'], command: 'notified', title: 'Mark told' },
  { keys: ['a'], command: 'acknowledged', title: 'Mark taken on' },
  { keys: ['r'], command: 'resolved', title: 'Mark fixed' },
  { keys: ['w'], command: 'accept', title: 'Accept (whitelist)' },
  { keys: ['z'], command: 'undo', title: 'Undo the last action' },
  { keys: ['?'], command: 'help', title: 'This sheet', reads: true },
];

const STORED = 'sundial-keys';

/** Whether single letters do something. Arrows, Enter and Escape always do. */
export const areKeysOn = signal(localStorage.getItem(STORED) !== 'off');

export function switchKeys(isOn: boolean): void {
  areKeysOn.value = isOn;
  localStorage.setItem(STORED, isOn ? 'on' : 'off');
}

/** Elements in which keys have a meaning of their own. */
const OWN_KEYS = 'input:not([type="checkbox"]), textarea, select, dialog';

/** The command of a key that was pressed in the list. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  const target = event.target as Element;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest(OWN_KEYS)) return undefined;
  const isLetter = event.key.length === 1;
  if (isLetter && !areKeysOn.value) return undefined;
  // Links and buttons in a row work as always.
  if (event.key === 'Enter' && target.closest('a, button, input')) return undefined;
  const name = event.shiftKey && !isLetter ? `Shift+${event.key}` : event.key;
  return KEYS.find(({ keys }) => keys.includes(name))?.command;
}
