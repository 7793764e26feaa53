import { parseAskedFields } from '~server/similar/domain/asked-fields'
import { MAX_K, type ResultQuery } from '~server/similar/domain/recommendation'

/** What is asked for, from the query string of a result page; a field that was left empty is not asked for. */
export function readResultQuery(request: Request): ResultQuery {
  return parseAskedFields(new URL(request.url).searchParams)
}

/** Numbers of tracks that the form offers; one that was typed into the address joins them. */
export function countChoices(k: number): number[] {
  return [...new Set([5, 10, 20, 50, MAX_K, k])].sort((a, b) => a - b)
}
