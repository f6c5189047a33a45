// Texts with places such as {type}, which the values of a message fill: topics, keys, paths, addresses.

/** The problem with the places of a template, as part of a sentence; undefined = none. */
export function placeProblem(template: string, places: readonly string[]): string | undefined {
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    if (name === undefined) return `has a ${whole} alone`;
    if (!places.includes(name)) return `names ${whole}`;
  }
  return undefined;
}

/**
 * Fills every place. Values come from reports, so they may be hostile.
 *
 * @param escaped changes a value so that it cannot leave its place
 */
export function filled<Place extends string>(
  template: string,
  values: Readonly<Record<Place, string>>,
  escaped: (value: string, place: Place) => string,
): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, place: Place) => escaped(values[place], place));
}

/** Places as a sentence for people lists them. */
export function listed(places: readonly string[]): string {
  return places.map((place) => `{${place}}`).join(', ');
}
