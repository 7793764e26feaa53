/** The pages with fields for tracks; a name that is not clear is chosen on the page of search, and the form is kept. */
export const CHOOSING_PAGES = ['continue', 'journey'] as const
export type ChoosingPage = (typeof CHOOSING_PAGES)[number]

/** Where a choice belongs: the page, its field and what else its form had. */
export type Choosing = { page: ChoosingPage; field: string; rest: string }

/** The page of search for a name that stood in a field of a form. */
export function searchPath(q: string, choosing: Choosing | null): string {
  return `/search?${new URLSearchParams({ q, ...choosing }).toString()}`
}

/** What an address of the page of search says of where the choice belongs; null for the front page's box. */
export function readChoosing(search: URLSearchParams): Choosing | null {
  const page = CHOOSING_PAGES.find((known) => known === search.get('page'))
  const field = search.get('field') ?? ''
  return page && /^\w{1,20}$/.test(field) ? { page, field, rest: search.get('rest') ?? '' } : null
}

/** The address of the form with a track in the place of the name `q`. */
export function choicePath({ page, field, rest }: Choosing, q: string, id: string): string {
  const filled = [...new URLSearchParams(rest)]
  const place = filled.findIndex(([name, value]) => name === field && value.trim() === q.trim())
  filled.splice(place === -1 ? filled.length : place, 1, [field, id])
  return `/${page}?${new URLSearchParams(filled).toString()}`
}
