import type { AppLoadContext } from '@remix-run/node'
import type { Recommendation } from '~server/similar/domain/recommendation'

/** What the listener said of the tracks of a list. */
export function findMarks({ trpc }: Pick<AppLoadContext, 'trpc'>, { tracks }: Recommendation) {
  return trpc.taste.marks({ tracks: tracks.map(({ track }) => track.id) })
}
