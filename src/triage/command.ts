// Fills a command template with a finding's words, quoted so that the shell takes each for text and nothing else.

/** What a template may name. */
export type CommandValues = Readonly<Record<string, string>>;

/** Words that mean themselves in every shell, also at the beginning of an argument. */
const PLAIN = /^[A-Za-z0-9_.:/@%+=,][A-Za-z0-9_.:/@%+=,-]*$/;
/** `{name}`, `{name:format}` for dates, `{name|fallback}` for what may be empty. */
const TOKEN = /\\.|["']|\{(\w+)(?::([YMDHS/. _-]+)|\|([^{}'"\\\n]*))?\}/gs;

type Quote = '' | '"' | "'";

/**
 * The template with its `{names}` filled in. A value inside quotes leaves them for quotes of its own: within "..." a
 * shell would still run `$(...)`. Unknown names stay as they are, and line breaks at the end are left out.
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
      // A backslash means nothing within '...', so what follows it may end the quotes.
      else if (quote === "'" && found === "\\'") quote = '';
      return found;
    });
}

/** A date YYYY-MM-DD in another form, such as `YYYY/MM/DD`; any other text stays as it is. */
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
