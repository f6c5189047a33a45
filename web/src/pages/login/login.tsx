// Signing in. The address stays that of the page that was asked for, which is shown afterwards.
import type { Session } from '../../data/session.ts';
import { Card } from '../../parts/card.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProviderButton } from './provider-button.tsx';

export function LoginPage({ known: { auth, provider } }: { readonly known: Session }) {
  return (
    <Card title="Sign in">
      {auth === 'accounts' && <PasswordForm />}
      {auth === 'oidc' && <ProviderButton host={provider ?? ''} />}
      {auth === 'proxy' && (
        <p>
          Sundial is opened through a proxy that says who you are, and this request came without it. Open the
          address that you were given, or ask who runs Sundial.
        </p>
      )}
    </Card>
  );
}
