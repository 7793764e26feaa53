import { useEffect, useState } from 'react'
import type { FoundTracks } from '~server/search/domain/search'

export type Suggestion = FoundTracks['tracks'][number]['track']

const MIN_LETTERS = 2
/** Somebody who types writes the next letter within this time. */
const PAUSE_MS = 150
const SHOWN = 7
/** What is pasted is opened, not looked up. */
const ADDRESS = /^\s*(?:https?:|spotify:|www\.|open\.spotify)|^\s*[0-9a-z]{22}\s*$/i

/** The tracks whose names fit what is typed, or null while nothing is to be shown; old requests are given up. */
export function useSuggestions(text: string): readonly Suggestion[] | null {
  const [found, setFound] = useState<{ text: string; tracks: readonly Suggestion[] } | null>(null)
  const isName = text.trim().length >= MIN_LETTERS && !ADDRESS.test(text)

  useEffect(() => {
    if (!isName) return
    const giveUp = new AbortController()
    const timer = setTimeout(() => {
      findTracks(text, giveUp.signal).then(
        (tracks) => {
          setFound({ text, tracks })
        },
        // Given up, or the server is away: the form works all the same.
        () => undefined,
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      giveUp.abort()
    }
  }, [text, isName])

  return isName ? (found?.tracks ?? null) : null
}

async function findTracks(q: string, signal: AbortSignal): Promise<Suggestion[]> {
  const query = new URLSearchParams({ q: q.trim(), k: String(SHOWN) })
  const answer = await fetch(`/api/search?${query.toString()}`, { signal })
  if (!answer.ok) return []
  const { tracks } = (await answer.json()) as FoundTracks
  return tracks.map(({ track }) => track)
}
