import { toTrackId } from '~server/domain/links/track-ref'
import { usageFailure } from './failure'

/** A track of the catalog by its public id, which never has the punctuation of a link. */
export const isId = (text: string): boolean => /^[\w-]+$/.test(text)

/** The public id of a track given by link or id. @throws Failure (usage) for what is none */
export function getTrackId(text: string): string {
  const id = isId(text) ? text : toTrackId(text)
  if (id !== null) return id
  throw usageFailure(`${text} is no track.`, 'Give links or ids of tracks; a playlist is given alone.')
}
