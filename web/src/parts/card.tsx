// A card in the middle of an otherwise empty page, for signing in.
import type { ComponentChildren } from 'preact';

interface CardProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Card({ title, children }: CardProps) {
  return (
    <main class="bare">
      <section class="card">
        <p class="brand">Sundial</p>
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
