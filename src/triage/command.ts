// Fills a command template with a finding's words, quoted so that the shell takes each for text and nothing else.

/** What a template may name. */
export type CommandValues = Readonly<Record<string, string>>;

/** Words that mean themselves in every shell, also at the beginning of an argument. */
const PLAIN = /^[A-Za-z0-9_.:/@%+=,][A-Za-z0-9_.:/@%+=,-]*$/;

type Quote = '' | '"' | "'";

/**
 * The template with its `{names}` filled in. A value inside quotes leaves them for quotes of its own: within "..." a
 * shell would still run `$(...)`. Unknown names stay as they are.
 */
export function commandLine(template: string, values: CommandValues): string {
  let quote: Quote = '';
  return template.replaceAll(/\\.|["']|\{(\w+)\}/gs, (found, name: string | undefined) => {
    if (name !== undefined) return name in values ? within(quote, values[name]!) : found;
    if (found === quote) quote = '';
    else if (quote === '' && (found === '"' || found === "'")) quote = found;
    // A backslash means nothing within '...', so what follows it may end the quotes.
    else if (quote === "'" && found === "\\'") quote = '';
    return found;
  });
}

function within(quote: Quote, value: string): string {
  const text = value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  if (PLAIN.test(text)) return text;
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`;
  return quote === '' ? quoted : `${quote}${quoted}${quote}`;
}
