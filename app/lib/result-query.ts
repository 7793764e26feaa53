import { MAX_K, ResultQuery } from '~server/domain/recommendation'
import { parseInput } from '~server/domain/input'

const WEIGHT = 'weight-'
/** Names that may stand in an address several times. */
const LISTS = ['exclude']

/** What is asked for, from the query string of a result page; a field that was left empty is not asked for. */
export function readResultQuery(request: Request): ResultQuery {
  return parseInput(ResultQuery, readFilled(request))
}

/** The filled fields of an address, sliders in an object of their own. */
export function readFilled(request: Request): Record<string, unknown> {
  const { searchParams } = new URL(request.url)
  const filled = [...searchParams].filter(([name, value]) => value !== '' || name === 'k')
  const weights = filled.flatMap(([name, value]) =>
    name.startsWith(WEIGHT) ? [[name.slice(WEIGHT.length), value] as const] : [],
  )
  const lists = LISTS.map(
    (name) => [name, searchParams.getAll(name).filter((value) => value !== '')] as const,
  )
  return {
    ...Object.fromEntries(filled.filter(([name]) => !LISTS.includes(name))),
    ...Object.fromEntries(lists.filter(([, values]) => values.length > 0)),
    ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
  }
}

/** Numbers of tracks that the form offers; one that was typed into the address joins them. */
export function countChoices(k: number): number[] {
  return [...new Set([5, 10, 20, 50, MAX_K, k])].sort((a, b) => a - b)
}
