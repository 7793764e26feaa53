/** `limit` and `offset`, and the page object around a slice. */
import { z } from 'zod'

import { apiError } from '../respond'

export type PageLimits = { fallback: number; largest: number; largestOffset?: number }
export type PageRequest = { limit: number; offset: number }

/** Spotify's 400 texts for what is no whole number in range. */
export function parsePage(
  query: URLSearchParams,
  { fallback, largest, largestOffset = 100_000 }: PageLimits,
): PageRequest {
  const limit = parseWhole(query.get('limit'), fallback, 1, largest)
  if (limit === null) throw apiError(400, 'Invalid limit')
  const offset = parseWhole(query.get('offset'), 0, 0, largestOffset)
  if (offset === null) throw apiError(400, 'Invalid offset')
  return { limit, offset }
}

/** `href` is the address of the list without limit and offset; other query values are kept in the links. */
export function toPage<T>(
  href: string,
  query: URLSearchParams,
  { limit, offset }: PageRequest,
  total: number,
  items: T[],
) {
  const link = (at: number): string => {
    const target = new URLSearchParams(query)
    target.set('offset', String(at))
    target.set('limit', String(limit))
    return `${href}?${target.toString()}`
  }
  return {
    href: link(offset),
    items,
    limit,
    next: offset + limit < total ? link(offset + limit) : null,
    offset,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    total,
  }
}

/** `ids=a,b,c`, at most `largest` of them. */
export function parseIds(query: URLSearchParams, largest: number): string[] {
  const ids = (query.get('ids') ?? '').split(',').filter(Boolean)
  if (ids.length === 0) throw apiError(400, 'Invalid id')
  if (ids.length > largest) throw apiError(400, 'Too many ids requested')
  return ids
}

function parseWhole(text: string | null, fallback: number, smallest: number, largest: number): number | null {
  if (text === null) return fallback
  const parsed = z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(smallest).max(largest))
    .safeParse(text)
  return parsed.success ? parsed.data : null
}
