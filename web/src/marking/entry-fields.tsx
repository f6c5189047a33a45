// The fields of forms about entries of the whitelist: subject and type, until when, and why.

/** Until when an entry applies, as a form has it. */
export interface End {
  readonly days: string;
  readonly isForever: boolean;
}

export const USUAL_END: End = { days: '90', isForever: false };

/** Days from now; null = forever. */
export const daysOf = ({ days, isForever }: End): number | null => (isForever ? null : Number(days));

interface EndFieldsProps {
  readonly end: End;
  readonly change: (end: End) => void;
}

export function EndFields({ end, change }: EndFieldsProps) {
  const { days, isForever } = end;
  return (
    <div class="fields">
      <label class="field">
        <span>Days from now</span>
        <input
          type="number"
          min={1}
          max={10_000}
          required={!isForever}
          disabled={isForever}
          value={days}
          onInput={(event) => change({ ...end, days: event.currentTarget.value })}
        />
      </label>
      <Check label="Forever" isOn={isForever} change={(isOn) => change({ ...end, isForever: isOn })} />
    </div>
  );
}

interface ReasonProps {
  readonly value: string;
  readonly change: (value: string) => void;
}

export function Reason({ value, change }: ReasonProps) {
  return (
    <label class="field">
      <span>Reason</span>
      <input
        type="text"
        maxLength={1_000}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint: string;
}

export function Text({ label, value, change, hint }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        required
        maxLength={1_000}
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <span class="soft">{hint}</span>
    </label>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly change: (isOn: boolean) => void;
}

export function Check({ label, isOn, change }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={(event) => change(event.currentTarget.checked)} />{' '}
      {label}
    </label>
  );
}
