/** What iTunes lists for one recording: the song, and what is sold under nearly the same name. */
import { Salt, uniformOf } from '../catalogue/random'
import type { SandboxCatalogue } from '../catalogue/catalogue'
import type { SandboxTrack } from '../catalogue/tracks'
import { isCovered } from './coverage'

type Twist = {
  /** 0 is the song itself. */
  variant: number
  title?: string
  artist?: string
  album?: string
  milliseconds?: number
  explicitness?: 'explicit' | 'cleaned' | 'notExplicit'
}

/** Apple's own ids are numbers of this size. */
const FIRST_ID = 1_400_000_000
const VARIANTS = 10
const KARAOKE_SHARE = 0.4
const LIVE_SHARE = 0.3
/** Each service measures the length of a file of its own. */
const LENGTH_SPREAD_MS = 1500
const LIVE_MS = 27_000

/** In the order of relevance, which puts imitations before the song at times. */
export function listSongs(catalogue: SandboxCatalogue, track: SandboxTrack, origin: string) {
  const draw = (number: number) => uniformOf(Salt.coverage, catalogue.seed, 9, number, track.recording)
  const artist = artistLine(catalogue, track)
  const own = Math.round((2 * draw(0) - 1) * LENGTH_SPREAD_MS)
  const karaoke: Twist = {
    variant: 1,
    title: `${track.title} (Karaoke Version) [Originally Performed By ${artist}]`,
    artist: 'The Sing-Along Society',
    album: 'Karaoke Hits, Vol. 7',
    milliseconds: own,
    explicitness: 'notExplicit',
  }
  // Also without a word of it in the title: an imitation of the same name and length.
  const tribute: Twist = { variant: 2, artist: `Tribute to ${artist}`, milliseconds: own }
  const live: Twist = { variant: 3, album: 'Live at the Harbour', milliseconds: LIVE_MS }
  const twists: Twist[] = [
    ...(draw(1) < KARAOKE_SHARE ? [karaoke, tribute] : []),
    ...(draw(2) < LIVE_SHARE ? [live] : []),
    ...(track.explicit ? [{ variant: 4, milliseconds: own, explicitness: 'cleaned' } as const] : []),
    { variant: 0, milliseconds: own },
  ]
  return twists.map((twist) => toSong(catalogue, track, twist, origin))
}

function toSong(catalogue: SandboxCatalogue, track: SandboxTrack, twist: Twist, origin: string) {
  const id = FIRST_ID + VARIANTS * track.index + twist.variant
  const album = twist.album ?? catalogue.albumAt(track.album).name
  const title = twist.title ?? track.title
  const artist = twist.artist ?? artistLine(catalogue, track)
  const explicitness = twist.explicitness ?? (track.explicit ? 'explicit' : 'notExplicit')
  const store = `https://music.apple.com/us/album/${String(id - 1)}?i=${String(id)}&uo=4`
  return {
    wrapperType: 'track',
    kind: 'song',
    artistId: 1 + (track.artists[0] ?? 0),
    collectionId: 1 + track.album,
    trackId: id,
    artistName: artist,
    collectionName: album,
    trackName: title,
    collectionCensoredName: album,
    trackCensoredName: title,
    collectionViewUrl: store,
    trackViewUrl: store,
    // Some songs are sold without one.
    ...(isCovered('itunes-preview', catalogue.seed, track) && {
      previewUrl: `${origin}/itunes/itunes-assets/AudioPreview/mzaf_${String(id)}.plus.aac.p.m4a`,
    }),
    artworkUrl100: `${origin}/image/${catalogue.idOf('album', track.album)}.svg?size=100`,
    trackPrice: 1.29,
    releaseDate: `${String(track.year)}-01-01T12:00:00Z`,
    collectionExplicitness: explicitness,
    trackExplicitness: explicitness,
    discCount: 1,
    discNumber: 1,
    trackNumber: track.trackNumber,
    trackTimeMillis: track.durationMs + (twist.milliseconds ?? 0),
    country: 'USA',
    currency: 'USD',
    primaryGenreName: 'Pop',
    isStreamable: true,
  }
}

/** The track and variant that an id stands for. */
export function readSongId(id: number): { index: number; variant: number } {
  return { index: Math.floor((id - FIRST_ID) / VARIANTS), variant: id % VARIANTS }
}

/** "A", "A & B", "A, B & C". */
function artistLine(catalogue: SandboxCatalogue, track: SandboxTrack): string {
  const names = track.artists.map((index) => catalogue.artistAt(index).name)
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} & ${last}`
}
