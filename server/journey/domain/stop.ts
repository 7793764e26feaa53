import type { Key } from '../../domain/harmony'
import { cosine, type GroupWeights, type Embedding } from '../../domain/features/similarity'
import { toAngle } from './slerp'

/** A track that a journey may pass. */
export type Stop = {
  id: string
  place: Embedding
  artistId: string | null
  /** What releases of one recording share. */
  recording: string
  /** 0…1; null where no source says. */
  energy: number | null
  /** null where no source says. */
  key: Key | null
}

/** The stops that may stand at one place of a journey: the named track, or candidates. */
export type Layer<S extends Stop = Stop> = { isNamed: boolean; stops: readonly S[] }

/** The angle between two tracks over the groups both have, in radians: the length of a step. */
export function angleBetween(a: Stop, b: Stop, balance: GroupWeights): number {
  return toAngle(cosine(a.place, b.place, balance))
}
