// The words of mail programs in English, German, French, Spanish and Dutch: names of quoted fields, and of months.

/** The meaning of a quoted field. */
export type QuotedField = 'from' | 'sent' | 'subject' | 'other';

const NAMES: Readonly<Record<QuotedField, readonly string[]>> = {
  from: ['from', 'von', 'de', 'van'],
  sent: [
    'date',
    'sent',
    'gesendet',
    'datum',
    'envoyé',
    'envoyé le',
    'enviado',
    'enviado el',
    'fecha',
    'verzonden',
  ],
  subject: ['subject', 'betreff', 'objet', 'asunto', 'onderwerp'],
  other: ['to', 'cc', 'an', 'à', 'para', 'aan'],
};

const FIELDS: ReadonlyMap<string, QuotedField> = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.map((name) => [name, field as QuotedField])),
);

/** All names, the longest first, for an expression that finds one of them. */
export const FIELD_NAMES: readonly string[] = [...FIELDS.keys()].sort((a, b) => b.length - a.length);

/** The meaning of a field's name, regardless of case. */
export function quotedField(name: string): QuotedField {
  return FIELDS.get(name.toLowerCase()) ?? 'other';
}

/** Whether a name occurs in English headers, where month and day occur in either order. */
export function isEnglish(name: string): boolean {
  return ['from', 'date', 'sent', 'subject', 'to', 'cc'].includes(name.toLowerCase());
}

/** Beginnings of names of months without accents; a longer one comes first if a shorter one means another month. */
const MONTHS: readonly (readonly [string, number])[] = [
  ['juin', 5],
  ['juil', 6],
  ...[
    ['jan', 'ene'],
    ['feb', 'fev'],
    ['mar', 'maa', 'mrt'],
    ['apr', 'avr', 'abr'],
    ['mai', 'may', 'mei'],
    ['jun'],
    ['jul'],
  ].flatMap((names, month) => names.map((name) => [name, month] as const)),
  ...[['aug', 'aou', 'ago'], ['sep'], ['okt', 'oct'], ['nov'], ['dez', 'dec', 'dic']].flatMap(
    (names, month) => names.map((name) => [name, month + 7] as const),
  ),
];

/** The number of a month by its name, long or short: 0 for January; undefined for any other word. */
export function monthNamed(name: string): number | undefined {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return MONTHS.find(([beginning]) => plain.startsWith(beginning))?.[1];
}
