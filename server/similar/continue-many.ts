import { setImmediate as turn } from 'node:timers/promises'
import { resolveControls, type ControlsInput, type Mode } from './domain/controls'
import { answerQuestion, type AnswerDeps } from './answer-question'
import { toScoredId, type ScoredId } from './find-neighbours'

export type SeedList = { key: string; seeds: string[] }
export type ContinuedList = { key: string; tracks: ScoredId[]; missing: string[] }
export type ContinueManyDeps = AnswerDeps & {
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
}
export type ContinueManyOptions = ControlsInput & { k: number; mode: Mode }

/**
 * The k best for each of many lists of seeds, ids and scores only, in the order of `lists`. Seeds that are not
 * searchable are named in `missing` and left out; a list without any has no tracks.
 */
export async function continueMany(
  deps: ContinueManyDeps,
  lists: SeedList[],
  { k, mode, ...input }: ContinueManyOptions,
): Promise<ContinuedList[]> {
  const ownIds = await deps.tracks.findSearchableIds([...new Set(lists.flatMap(({ seeds }) => seeds))])
  const answers: ContinuedList[] = []
  for (const { key, seeds: asked } of lists) {
    const unique = [...new Set(asked)]
    const seeds = unique.flatMap((id) => ownIds.get(id) ?? [])
    const controls = resolveControls(mode, input, seeds.length)
    const missing = unique.filter((id) => !ownIds.has(id))
    const ranked =
      seeds.length === 0 ? [] : (await answerQuestion(deps, { seeds, against: [], controls, k })).ranked
    answers.push({ key, tracks: ranked.map(toScoredId), missing })
    await turn()
  }
  return answers
}
