import { DomainError, isDomainError } from '../domain/errors'
import type { FeatureValues } from '../domain/features/features'
import type { IncomingItem, IncomingPlaylist } from '../domain/playlist'
import { isSpotifyId } from '../domain/spotify-ref'
import { AudioAnalysis } from './structure/audio-analysis'
import { toStructure } from './structure/structure'
import { toStructureFeatureValues } from './structure/structure-values'
import type { IncomingTrack } from '../domain/track'
import { NOT_FOUND, type Keep, type SpotifyHttp } from './http'
import {
  AudioFeaturesBatch,
  AudioFeaturesBody,
  ItemPage,
  PlaylistBody,
  PlaylistPage,
  ProfileBody,
  SearchBody,
  TrackBody,
  TracksBody,
} from './schemas'
import { toIncomingItem, toIncomingPlaylist, toIncomingTrack, toValues } from './to-incoming'

const PAGE_SIZE = 50
const FEATURES_BATCH = 100
/** Episodes then say what they are, instead of looking like tracks. */
const ITEM_TYPES = 'additional_types=track,episode'
/** What a development app may ask for since February 2026. */
const SEARCH_LIMIT = 10
/** Ids of editorial and algorithmic playlists begin so. */
const SPOTIFY_OWN = '37i9dQZ'
/** Longest text that is searched for. */
const SEARCH_TEXT = 100

export type SpotifyClient = ReturnType<typeof createSpotifyClient>

/** The Web API as the house needs it: tracks, playlists page by page, audio features in batches. */
export function createSpotifyClient(http: SpotifyHttp) {
  return {
    /** A track by id. Throws TRACK_NOT_FOUND where Spotify does not know it. */
    async getTrack(id: string, signal?: AbortSignal): Promise<IncomingTrack> {
      const body = await http.get(`/tracks/${id}`, TrackBody, signal, { kind: 'metadata' })
      const track = body === NOT_FOUND ? null : toIncomingTrack(body)
      if (!track) throw new DomainError('TRACK_NOT_FOUND', 'Spotify knows no track with this id.')
      // Another id comes where Spotify plays another release of it in this market; it is kept as what was asked for.
      return { ...track, spotifyId: id }
    },

    /** Up to 50 tracks in one call, by the id asked for; what Spotify does not know is absent. Not for every app. */
    async getTracks(ids: string[], signal?: AbortSignal): Promise<Map<string, IncomingTrack>> {
      const body = await http.get(`/tracks?ids=${ids.join(',')}`, TracksBody, signal)
      // Unknown ids come as nulls at their places: 404 says that the endpoint is gone.
      if (body === NOT_FOUND || body.tracks.length !== ids.length) {
        throw new DomainError(
          'SPOTIFY_BAD_ANSWER',
          'Spotify answered about other tracks than those asked for.',
        )
      }
      return new Map(
        ids.flatMap((id, i) => {
          const found = body.tracks[i]
          const track = found ? toIncomingTrack(found) : null
          return track ? [[id, { ...track, spotifyId: id }] as const] : []
        }),
      )
    },

    /**
     * A playlist's name, owner, snapshot and size, with its first places where the user may read them. Throws PLAYLIST_NOT_FOUND, PLAYLIST_OF_SPOTIFY.
     */
    async getPlaylist(id: string, signal?: AbortSignal): Promise<IncomingPlaylist> {
      const body = await http.get(`/playlists/${id}?${ITEM_TYPES}`, PlaylistBody, signal)
      if (body === NOT_FOUND) throw toMissing(id)
      return toIncomingPlaylist(id, body)
    },

    /**
     * The items of a playlist in order, a page of up to 50 at a time, from position `from.position` on. Pages of a known
     * snapshot are kept: who has to stop in the middle goes on without asking for them again.
     * Throws PLAYLIST_NOT_READABLE.
     */
    async *playlistPages(
      id: string,
      signal?: AbortSignal,
      from: { position?: number; snapshotId?: string | null } = {},
    ): AsyncGenerator<IncomingItem[]> {
      const keep: Keep | undefined = from.snapshotId ? { kind: 'page', version: from.snapshotId } : undefined
      for (let offset = from.position ?? 0; ;) {
        const page = await readPage(http, id, offset, signal, keep)
        yield page.items.map((item, i) => toIncomingItem(item, offset + i))
        const end = endOf(page, offset)
        const more = Boolean(page.next) || (page.total ?? 0) > end
        if (!more || page.items.length === 0) return
        offset = end
      }
    },

    /** Whom the token belongs to. Only with a user's token, as all of /me. */
    async getMe(signal?: AbortSignal): Promise<{ id: string; displayName: string | null }> {
      const body = getOwn(await http.get('/me', ProfileBody, signal))
      return { id: body.id, displayName: body.display_name ?? null }
    },

    /** The user's playlists, owned, shared and followed: `limit` of them (50 at most) from `offset` on. */
    async listMyPlaylists(
      { limit, offset }: { limit: number; offset: number },
      signal?: AbortSignal,
    ): Promise<{ total: number; playlists: (IncomingPlaylist & { spotifyId: string })[] }> {
      const query = `limit=${String(limit)}&offset=${String(offset)}`
      const body = getOwn(await http.get(`/me/playlists?${query}`, PlaylistPage, signal))
      const playlists = body.items.flatMap((item) =>
        item?.id && isSpotifyId(item.id) ? { ...toIncomingPlaylist(item.id, item), spotifyId: item.id } : [],
      )
      return { total: body.total ?? playlists.length, playlists }
    },

    /** How many Liked Songs the user has, and when the newest was added. */
    async describeMyTracks(signal?: AbortSignal): Promise<{ total: number; newestAt: Date | null }> {
      const { total, items } = getOwn(await http.get('/me/tracks?limit=1&offset=0', ItemPage, signal))
      return { total: total ?? 0, newestAt: toIncomingItem(items[0] ?? null, 0).addedAt }
    },

    /** The user's Liked Songs, newest first, a page of up to 50 at a time, from `position` on. */
    async *myTrackPages(signal?: AbortSignal, position = 0): AsyncGenerator<IncomingItem[]> {
      for (let offset = position; ;) {
        const query = `limit=${String(PAGE_SIZE)}&offset=${String(offset)}`
        const page = getOwn(await http.get(`/me/tracks?${query}`, ItemPage, signal))
        yield page.items.map((item, i) => toIncomingItem(item, offset + i))
        if (!page.next || page.items.length === 0) return
        offset = endOf(page, offset)
      }
    },

    /** Tracks that Spotify's search has for an artist and a title, best first, at most ten. */
    async searchTracks(artist: string, title: string, signal?: AbortSignal): Promise<IncomingTrack[]> {
      const words = `track:${plainWords(title)} artist:${plainWords(artist)}`
      const query = new URLSearchParams({ q: words, type: 'track', limit: String(SEARCH_LIMIT) })
      const body = await http.get(`/search?${query.toString()}`, SearchBody, signal)
      const items = body === NOT_FOUND ? [] : (body.tracks?.items ?? [])
      return items.flatMap((item) => (item ? (toIncomingTrack(item) ?? []) : []))
    },

    /** Values of up to any number of tracks, by id; tracks Spotify has no values for are absent. */
    async audioFeatures(ids: string[], signal?: AbortSignal): Promise<Map<string, FeatureValues>> {
      const found = new Map<string, FeatureValues>()
      for (let i = 0; i < ids.length; i += FEATURES_BATCH) {
        const batch = ids.slice(i, i + FEATURES_BATCH)
        const body = await http.get(`/audio-features?ids=${batch.join(',')}`, AudioFeaturesBatch, signal)
        // A batch with unknown ids answers with nulls: 404 says that the endpoint is gone.
        if (body === NOT_FOUND) throw closed()
        for (const features of body.audio_features) {
          if (features?.id) found.set(features.id, toValues(features))
        }
      }
      return found
    },

    /** Values of one track, for apps that may not ask for many; null where Spotify has none. */
    async audioFeaturesOf(id: string, signal?: AbortSignal): Promise<FeatureValues | null> {
      const body = await http.get(`/audio-features/${id}`, AudioFeaturesBody, signal)
      return body === NOT_FOUND ? null : toValues(body)
    },

    /** How a recording is built, out of its audio analysis; null where Spotify has none. */
    async audioAnalysis(id: string, signal?: AbortSignal): Promise<FeatureValues | null> {
      const body = await http.get(`/audio-analysis/${id}`, AudioAnalysis, signal)
      return body === NOT_FOUND ? null : toStructureFeatureValues(toStructure(body))
    },
  }
}

/** What Spotify took as the limit is how far a page reached, even where it lets items out. */
function endOf(page: ItemPage, offset: number): number {
  return offset + Math.max(page.limit ?? PAGE_SIZE, page.items.length, 1)
}

function closed(): DomainError {
  return new DomainError('SPOTIFY_FORBIDDEN', 'Spotify does not offer audio features to this client id.')
}

/** What Spotify has of every user. */
function getOwn<T>(body: T | typeof NOT_FOUND): T {
  if (body !== NOT_FOUND) return body
  throw new DomainError('SPOTIFY_BAD_ANSWER', 'Spotify does not know whose token this is.')
}

async function readPage(
  http: SpotifyHttp,
  id: string,
  offset: number,
  signal?: AbortSignal,
  keep?: Keep,
): Promise<ItemPage> {
  const query = `limit=${String(PAGE_SIZE)}&offset=${String(offset)}&${ITEM_TYPES}`
  try {
    const page = await http.get(`/playlists/${id}/items?${query}`, ItemPage, signal, keep)
    if (page !== NOT_FOUND) return page
  } catch (error) {
    if (!isDomainError(error) || error.code !== 'SPOTIFY_FORBIDDEN') throw error
  }
  throw new DomainError(
    'PLAYLIST_NOT_READABLE',
    'Spotify lets apps read only playlists that the user owns or co-edits.',
  )
}

function toMissing(id: string): DomainError {
  return id.startsWith(SPOTIFY_OWN)
    ? new DomainError('PLAYLIST_OF_SPOTIFY', 'Spotify’s own playlists are closed to apps.')
    : new DomainError('PLAYLIST_NOT_FOUND', 'Spotify shows no playlist with this id.', {
        hint: 'Check the link. Spotify’s own playlists (ids that begin with 37i9dQZ) are closed to apps.',
      })
}

/** A text without what the search would take for a filter or an operator. */
function plainWords(text: string): string {
  return text
    .replace(/["':*]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, SEARCH_TEXT)
}
