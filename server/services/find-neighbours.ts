import { rankNeighbours, type FindSimilarDeps } from './find-similar'

export type TrackNeighbours = { id: string; neighbours: { id: string; score: number }[] }

/** The k nearest of many tracks at once, ids and scores only; tracks that are not searchable are left out. */
export async function findNeighbours(
  deps: Pick<FindSimilarDeps, 'tracks' | 'index'>,
  publicIds: string[],
  k: number,
): Promise<TrackNeighbours[]> {
  const ownIds = await deps.tracks.findSearchableIds(publicIds)
  const asked = publicIds.flatMap((publicId) => {
    const id = ownIds.get(publicId)
    return id === undefined ? [] : [{ publicId, id }]
  })
  if (asked.length === 0) return []
  const answers = await rankNeighbours(
    deps,
    asked.map(({ id }) => id),
    k,
  )
  return answers.map(({ ranked }, i) => ({
    id: asked[i]?.publicId ?? '',
    neighbours: ranked.map(({ candidate, likeness }) => ({ id: candidate.publicId, score: likeness.score })),
  }))
}
