import { toFeatureValues, type FeatureValues } from '../domain/features/features'
import type { IncomingItem, IncomingPlaylist } from '../domain/playlist'
import { isSpotifyId } from '../domain/spotify-ref'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import { parseReleaseDate, toIsrc } from './metadata'
import type { AudioFeaturesBody, ItemBody, PlaylistBody, TrackBody } from './schemas'

/** A track body as the catalog takes it, or null where it has no id that could be stored. */
export function toIncomingTrack(body: TrackBody): IncomingTrack | null {
  // Where Spotify plays another release in this market, `linked_from` is what the playlist holds, the same everywhere.
  const id = validId(body.linked_from?.id) ?? validId(body.id)
  if (id === null) return null
  return {
    spotifyId: id,
    name: textOf(body.name) ?? 'Untitled',
    artists: (body.artists ?? []).flatMap((artist) => {
      const name = textOf(artist?.name)
      return name === null ? [] : [{ spotifyId: validId(artist?.id), name }]
    }),
    album: toAlbum(body.album),
    durationMs: body.duration_ms && body.duration_ms > 0 ? Math.round(body.duration_ms) : null,
    isrc: toIsrc(body.external_ids?.isrc),
    explicit: body.explicit ?? null,
    popularity: body.popularity ?? null,
    releaseYear: parseReleaseDate(body.album?.release_date)?.year ?? null,
    genres: [],
  }
}

function toAlbum(body: TrackBody['album']): IncomingAlbum | null {
  const name = textOf(body?.name)
  if (!body || name === null) return null
  return {
    spotifyId: validId(body.id),
    name,
    releaseDate: parseReleaseDate(body.release_date)?.date ?? null,
    imageUrl: body.images?.[0]?.url ?? null,
  }
}

/** A playlist's head as the catalog takes it. */
export function toIncomingPlaylist(id: string, body: PlaylistBody): IncomingPlaylist {
  const page = body.items ?? body.tracks
  return {
    spotifyId: id,
    name: textOf(body.name) ?? 'Untitled playlist',
    description: textOf(body.description),
    ownerName: textOf(body.owner?.display_name) ?? body.owner?.id ?? null,
    snapshotId: body.snapshot_id ?? null,
    imageUrl: body.images?.[0]?.url ?? null,
    total: page?.total ?? 0,
    isPublic: body.public ?? null,
    opening: toOpening(page),
  }
}

/** The places that came with the head; none where it is not sure that they are the first ones, each in its place. */
function toOpening(page: PlaylistBody['items']): IncomingItem[] {
  const items = page?.items ?? []
  const isWhole = items.length === Math.min(page?.limit ?? 0, page?.total ?? 0)
  return isWhole && !page?.offset ? items.map((item, position) => toIncomingItem(item, position)) : []
}

/** One place of a playlist: a track, or what stands there instead and why it is passed over. */
export function toIncomingItem(body: ItemBody | null, position: number): IncomingItem {
  const addedAt = toDate(body?.added_at)
  const content = body?.item ?? body?.track
  const skip = (name: string, reason: string): IncomingItem => ({
    position,
    addedAt,
    track: null,
    name,
    reason,
  })
  if (!body || !content) return skip('(empty place)', 'Spotify no longer offers what stood here')
  const name = textOf(content.name) ?? '(no name)'
  if (body.is_local || content.is_local) return skip(name, 'a file on somebody’s own computer')
  if (content.type === 'episode') return skip(name, 'a podcast episode')
  const track = toIncomingTrack(content)
  return track ? { position, addedAt, track } : skip(name, 'it has no Spotify id')
}

/** Audio features as named values; Spotify's "not found" marks (tempo 0, key −1) are left out. */
export function toValues(body: AudioFeaturesBody): FeatureValues {
  return toFeatureValues(body)
}

/** A text without its outer blanks; null where nothing is left. */
function textOf(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

function validId(id: string | null | undefined): string | null {
  return id && isSpotifyId(id) ? id : null
}

function toDate(text: string | null | undefined): Date | null {
  const date = text ? new Date(text) : null
  return date && !Number.isNaN(date.getTime()) ? date : null
}
