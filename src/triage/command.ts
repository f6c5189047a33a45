// Fills a command template with a finding's values, quoted so that the shell treats each of them as plain text.

/** The values that a template may refer to. */
export type CommandValues = Readonly<Record<string, string>>;

/** Words without special meaning in any shell, not even at the start of an argument. */
const PLAIN = /^[A-Za-z0-9_.:/@%+=,][A-Za-z0-9_.:/@%+=,-]*$/;
/** `{name}`, `{name:format}` for dates, `{name|fallback}` for values that may be empty. */
const TOKEN = /\\.|["']|\{(\w+)(?::([YMDHS/. _-]+)|\|([^{}'"\\\n]*))?\}/gs;

type Quote = '' | '"' | "'";

/**
 * Fills in the `{names}` of a template. A value inside quotes closes them and gets its own quotes, because a shell
 * still runs `$(...)` within "...". Unknown names stay unchanged, and trailing line breaks are removed.
 */
export function commandLine(template: string, values: CommandValues): string {
  let quote: Quote = '';
  return template
    .replace(/[\r\n]+$/, '')
    .replaceAll(TOKEN, (found, name?: string, format?: string, fallback?: string) => {
      if (name !== undefined) {
        if (!(name in values)) return found;
        return within(quote, dated(values[name]!, format) || (fallback ?? ''));
      }
      if (found === quote) quote = '';
      else if (quote === '' && (found === '"' || found === "'")) quote = found;
      // Within '...' a backslash has no special meaning, so the quote after it closes the quotes.
      else if (quote === "'" && found === "\\'") quote = '';
      return found;
    });
}

/** Formats a date YYYY-MM-DD, for example as `YYYY/MM/DD`; any other text is returned unchanged. */
function dated(value: string, format: string | undefined): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (format === undefined || year === undefined) return value;
  return format.replaceAll('YYYY', year).replaceAll('MM', month!).replaceAll('DD', day!);
}

function within(quote: Quote, value: string): string {
  const text = value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  if (PLAIN.test(text) || (quote !== '' && text === '')) return text;
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`;
  return quote === '' ? quoted : `${quote}${quoted}${quote}`;
}
