// A labelled field of a form.

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  /** What a password manager may fill in. */
  readonly fill: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint?: string;
  readonly isFirst?: boolean;
}

export function Field({ name, label, type, fill, value, change, hint, isFirst = false }: FieldProps) {
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        autocomplete={fill}
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus={isFirst}
        aria-describedby={hintId}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p class="soft" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
