import type { AudioAnalysis } from '~server/domain/sound-analysis'

/** Digits that a number keeps: more than any descriptor is exact to. */
const DIGITS = 6

/** One line of output: the names of the analysis in snake_case, numbers rounded. */
export function toDocument(file: string, analysis: AudioAnalysis): Record<string, unknown> {
  return { file, ...toSnakeCase(analysis) }
}

function toSnakeCase(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toValue(value),
    ]),
  )
}

function toValue(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(DIGITS))
  if (Array.isArray(value)) return value.map(toValue)
  return typeof value === 'object' && value !== null ? toSnakeCase(value) : value
}
