import { inOrder } from '../../../similar/domain/ranking/in-order'
import { UNKNOWN, type MeasuredCatalog } from '../catalog'

export type PickRules = {
  isExcluded: (track: number) => boolean
  /** Tracks of one artist at most; null for no bound. Tracks without a known artist are not bounded. */
  perArtist: number | null
}

/** The k best tracks by score, one of each song, equal scores in the order of tracks; fewer where rules leave fewer. */
export function pickBest(
  { artists, songs }: Pick<MeasuredCatalog, 'artists' | 'songs'>,
  scores: Float32Array,
  k: number,
  { isExcluded, perArtist }: PickRules,
): number[] {
  const seen = new Set<number>()
  const ofArtist = new Map<number, number>()
  const picked: number[] = []
  const tracks = Array.from(scores.keys())
  const compare = (a: number, b: number) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b
  for (const track of inOrder(tracks, compare)) {
    if (picked.length >= k) break
    const [song, artist] = [songs[track] ?? UNKNOWN, artists[track] ?? UNKNOWN]
    const count = artist === UNKNOWN ? 0 : (ofArtist.get(artist) ?? 0)
    if (isExcluded(track) || seen.has(song) || (perArtist !== null && count >= perArtist)) continue
    seen.add(song)
    ofArtist.set(artist, count + 1)
    picked.push(track)
  }
  return picked
}
