import { parseInput } from '../../domain/input/input'
import { ResultQuery } from './recommendation'

const WEIGHT = 'weight-'
/** Names that may be given several times. */
const LISTS = ['exclude']

type Fields = Iterable<readonly [name: string, value: string]>

/**
 * What is asked for, from the fields of a form or the names of an address; a field that was left empty is not asked
 * for. Throws INPUT_INVALID that names the field.
 */
export function parseAskedFields(fields: Fields): ResultQuery {
  return parseInput(ResultQuery, toFilled(fields))
}

/** The filled fields, sliders in an object of their own. */
export function toFilled(fields: Fields): Record<string, unknown> {
  const all = [...fields]
  const filled = all.filter(([name, value]) => value !== '' || name === 'k')
  const weights = filled.flatMap(([name, value]) =>
    name.startsWith(WEIGHT) ? [[name.slice(WEIGHT.length), value] as const] : [],
  )
  const lists = LISTS.map(
    (list) => [list, filled.flatMap(([name, value]) => (name === list ? [value] : []))] as const,
  )
  return {
    ...Object.fromEntries(filled.filter(([name]) => !LISTS.includes(name))),
    ...Object.fromEntries(lists.filter(([, values]) => values.length > 0)),
    ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
  }
}
