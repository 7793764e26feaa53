/** /search?type=track */
import { apiError, json } from '../respond'
import type { ApiHandler } from './context'
import { toFullTrack } from './music-json'
import { parsePage, toPage } from './paging'

const LONGEST_QUERY = 500
const TYPES = new Set(['track', 'album', 'artist', 'playlist', 'show', 'episode', 'audiobook'])

/** Tracks are found; the other types are answered with an empty page. */
export const search: ApiHandler = async (context) => {
  const { url, kind, catalogue } = context
  const query = (url.searchParams.get('q') ?? '').trim()
  const types = (url.searchParams.get('type') ?? '').split(',').filter(Boolean)
  if (query === '') throw apiError(400, 'No search query')
  if (query.length > LONGEST_QUERY) throw apiError(400, 'Query exceeds maximum length')
  if (types.length === 0) throw apiError(400, 'Missing parameter type')
  if (types.some((type) => !TYPES.has(type))) throw apiError(400, 'Bad search type field')
  const sizes = kind === 'dev-new' ? { fallback: 5, largest: 10 } : { fallback: 20, largest: 50 }
  const page = parsePage(url.searchParams, { ...sizes, largestOffset: 1000 })
  const answer: Record<string, unknown> = {}
  for (const type of types) {
    const found = type === 'track' ? await catalogue.search(query) : []
    const shown = found
      .slice(page.offset, page.offset + page.limit)
      .map((track) => toFullTrack(context, track))
    answer[`${type}s`] = toPage(
      `${context.api}/search`,
      new URLSearchParams({ query, type }),
      page,
      found.length,
      shown,
    )
  }
  return json(answer)
}
