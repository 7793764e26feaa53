/** The query string as fields of a form, without the names given. */
export function toHiddenFields(
  search: URLSearchParams,
  without: (name: string) => boolean,
): [string, string][] {
  return [...search].filter(([name, value]) => value !== '' && !without(name))
}
