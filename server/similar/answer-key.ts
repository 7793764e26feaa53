import { createHash } from 'node:crypto'
import type { Controls } from './domain/controls'

/** What an answer is computed over; another of these, and no kept answer is found. */
export type AnswerBasis = {
  /** Fingerprint of the running program: another may choose or word otherwise. */
  program: string
  /** Version of the feature space. */
  spec: number
  /** The index version, and the checksum of its file: in another database the numbers begin anew. */
  version: number
  checksum: string
  /** The last change of the catalog that the index has. */
  changeSeq: number
}

/** A question with its controls resolved. `taste` names the state of one person's taste; null where nobody's counts. */
export type AskedQuestion = {
  seeds: string[]
  not: string[]
  k: number
  controls: Controls
  taste: string | null
}

/**
 * One text for all ways to ask the same, and for nothing else. Seeds keep their order, which the answer shows; filters
 * have none. The hash is SHA-256, because a question may name a thousand tracks.
 */
export function toAnswerKey(basis: AnswerBasis, { controls, ...rest }: AskedQuestion): string {
  const { exclude, shares, genre, ...filters } = controls.filters
  const question = {
    ...rest,
    controls: {
      ...controls,
      filters: {
        ...filters,
        genre: genre?.toLowerCase() ?? null,
        exclude: [...new Set(exclude)].sort(),
        shares: shares.map(toCanonicalText).sort(),
      },
    },
  }
  const hash = createHash('sha256').update(toCanonicalText({ basis, question })).digest('base64url')
  return `${String(basis.version)}.${String(basis.changeSeq)}.${hash}`
}

/** JSON with the names of every object in order. */
function toCanonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
