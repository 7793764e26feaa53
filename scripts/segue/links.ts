import { findTrackIds, getTrackIds as getIds } from '~server/domain/links/track-ref'
import { isName } from '~server/search/domain/is-name'
import type { FoundTracks } from '~server/search/domain/search'
import { EXIT, Failure } from './failure'
import { formatChoices, nothingNamed } from './format/choices'
import type { Tools } from './tools'

/** A track of the catalog by its public id, which never has the punctuation of a link. */
export const isId = (text: string): boolean => /^[\w-]+$/.test(text)

/** The public ids of tracks given by link, id or name, in their order. @throws DomainError for what names none */
export async function getTrackIds(tools: Tools, texts: string[]): Promise<string[]> {
  const { client } = tools
  return forLinks(await nameTracks(tools, texts), (links) =>
    getIds(links, (some) => client.link.resolve.query({ links: some })),
  )
}

/** The same; tracks given by link are read into the catalog where it lacks them. */
export async function openTracks(tools: Tools, texts: string[]): Promise<string[]> {
  const { client } = tools
  return forLinks(await nameTracks(tools, texts), (links) => {
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

/** The same texts, with the id of the track in the place of each name. @throws Failure where a name has no one track */
async function nameTracks({ client }: Tools, texts: string[]): Promise<string[]> {
  const named: string[] = []
  for (const text of texts) {
    named.push(isName(text) ? requireOnly(await client.search.tracks.query({ q: text })) : text)
  }
  return named
}

/** The track that a name means; a choice is the caller's. */
function requireOnly(found: FoundTracks): string {
  if (found.only !== null) return found.only
  const { q, total, tracks } = found
  if (tracks.length === 0) {
    const hint = 'Check the spelling, or give a link or id; `segue search TEXT` finds parts of names.'
    throw new Failure('NAME_UNKNOWN', nothingNamed(q), hint)
  }
  const message = `“${q}” may mean ${total === 1 ? 'this track' : 'one of several tracks'}:\n${formatChoices(found)}`
  const hint = 'Give the id of the one that is meant, or its artist and title in full.'
  throw new Failure('NAME_AMBIGUOUS', message, hint, { exitCode: EXIT.usage, choices: tracks })
}
