import { toFeatureValues, type FeatureValues } from '../domain/features'
import type { IncomingItem, IncomingPlaylist } from '../domain/playlist'
import { isSpotifyId } from '../domain/spotify-ref'
import type { IncomingTrack } from '../domain/track'
import { parseReleaseDate, toIsrc } from '../domain/metadata'
import type { AudioFeaturesBody, ItemBody, PlaylistBody, TrackBody } from './schemas'

/** A track body as the catalog takes it, or null where it has no id that could be stored. */
export function toIncomingTrack(body: TrackBody): IncomingTrack | null {
  if (!body.id || !isSpotifyId(body.id)) return null
  const release = parseReleaseDate(body.album?.release_date)
  return {
    spotifyId: body.id,
    name: textOf(body.name) ?? 'Untitled',
    artists: (body.artists ?? []).flatMap((artist) =>
      artist.name?.trim() ? [{ spotifyId: validId(artist.id), name: artist.name.trim() }] : [],
    ),
    album: body.album?.name?.trim()
      ? {
          spotifyId: validId(body.album.id),
          name: body.album.name.trim(),
          releaseDate: release?.date ?? null,
          imageUrl: body.album.images?.[0]?.url ?? null,
        }
      : null,
    durationMs: body.duration_ms && body.duration_ms > 0 ? Math.round(body.duration_ms) : null,
    isrc: toIsrc(body.external_ids?.isrc),
    explicit: body.explicit ?? null,
    popularity: body.popularity ?? null,
    releaseYear: release?.year ?? null,
    genres: [],
  }
}

/** A playlist's head as the catalog takes it. */
export function toIncomingPlaylist(id: string, body: PlaylistBody): IncomingPlaylist {
  return {
    spotifyId: id,
    name: textOf(body.name) ?? 'Untitled playlist',
    description: textOf(body.description),
    ownerName: body.owner?.display_name ?? body.owner?.id ?? null,
    snapshotId: body.snapshot_id ?? null,
    imageUrl: body.images?.[0]?.url ?? null,
    total: (body.items ?? body.tracks)?.total ?? 0,
  }
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
