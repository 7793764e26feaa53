import { findTrackIds, getTrackIds as getIds } from '~server/domain/links/track-ref'
import type { Tools } from './tools'

/** A track of the catalog by its public id, which never has the punctuation of a link. */
export const isId = (text: string): boolean => /^[\w-]+$/.test(text)

/** The public ids of tracks given by link or id, in their order. @throws DomainError for what names none */
export function getTrackIds({ client }: Tools, texts: string[]): Promise<string[]> {
  return forLinks(texts, (links) => getIds(links, (some) => client.link.resolve.query({ links: some })))
}

/** The same; tracks given by link are read into the catalog where it lacks them. */
export function openTracks({ client }: Tools, texts: string[]): Promise<string[]> {
  return forLinks(texts, (links) => {
    // Told here, a text that is no link costs no request.
    findTrackIds(links)
    return client.link.openTracks.mutate({ links })
  })
}

/** An id is taken as it is: the catalog knows which ids it has. */
async function forLinks(texts: string[], open: (links: string[]) => Promise<string[]>): Promise<string[]> {
  const links = texts.filter((text) => !isId(text))
  const ids = links.length === 0 ? [] : await open(links)
  let next = 0
  return texts.map((text) => (isId(text) ? text : (ids[next++] ?? text)))
}
