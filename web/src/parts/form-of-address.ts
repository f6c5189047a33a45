// Fills the fields of a form from the parameters of the address, also when these change. The focus stays where it is.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A form whose fields have the names of parameters; fields without one are emptied. */
export function useFormOfAddress(query: string): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const view = new URLSearchParams(query);
    for (const field of form.current?.elements ?? [])
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
        field.value = view.get(field.name) ?? '';
  }, [query]);
  return form;
}

/** The text of a field of a form that is being sent; null = empty. */
export function textOf(event: SubmitEvent, name: string): string | null {
  const form = new FormData(event.currentTarget as HTMLFormElement);
  return String(form.get(name) ?? '').trim() || null;
}
