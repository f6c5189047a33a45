// The rules by which a finding was decided, each with its result.
interface RulesProps {
  readonly rules: readonly { readonly rule: string; readonly says: string }[];
}

export function Rules({ rules }: RulesProps) {
  return (
    <dl class="rules">
      {rules.map(({ rule, says }) => (
        <div key={says}>
          <dt>{rule}</dt>
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  );
}
