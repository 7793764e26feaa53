import { MAX_K, RecommendInput } from '~server/domain/recommendation'
import { parseInput } from '~server/domain/input'

/** How many tracks are asked for, and by which mode, from the query string of a result page. */
export function readResultQuery(request: Request) {
  const input = Object.fromEntries(new URL(request.url).searchParams)
  return parseInput(RecommendInput.pick({ k: true, mode: true }), input)
}

/** Numbers of tracks that the form offers; one that was typed into the address joins them. */
export function countChoices(k: number): number[] {
  return [...new Set([5, 10, 20, 50, MAX_K, k])].sort((a, b) => a - b)
}
