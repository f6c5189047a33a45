// A text with which the name of an organisation could harm those who see it.

/** A formula, markup, an escape sequence, a change of direction, a zero-width space, and a line that could head a mail. */
export const HOSTILE = '=HYPERLINK("http://x") <script>\x1b[2J\x1b]0;x\x07\u202e\u200b\r\nBcc: x@example.com';

/** Characters that command a terminal, or hide or reorder text; a line break is none of them. */
export const CONTROL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
