import { resolveControls, type ControlsInput, type Mode } from '../../similar/domain/controls'
import { toQuestion } from '../../similar/domain/ranking/question'
import { orderCandidates } from '../../similar/domain/ranking/rank-candidates'
import type { MeasuredCatalog } from './catalog'

/** The k best tracks for some seeds, best first. */
export type Rank = (seeds: readonly number[], k: number) => number[]

/** What a mode answers with these controls, from every track of the catalog in place of a pool of the nearest. */
export function createModeRank(
  { members, pool, sample }: Pick<MeasuredCatalog, 'members' | 'pool' | 'sample'>,
  mode: Mode,
  input: ControlsInput = {},
): Rank {
  return (tracks, k) => {
    const seeds = tracks.flatMap((track) => members[track] ?? [])
    const controls = resolveControls(mode, input, seeds.length)
    const { question } = toQuestion({ seeds, against: [], controls }, sample)
    return orderCandidates(question, pool, k).map(({ candidate }) => Number(candidate.id))
  }
}
