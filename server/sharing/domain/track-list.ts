import type { Track } from '../../domain/track'

/** Formats in which a list of tracks is taken away; other programs and Segue's own import read them. */
export const LIST_FORMATS = ['csv', 'm3u8', 'jspf', 'txt'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/** What people call each format, and its media type. */
export const LIST_FILES: Record<ListFormat, { label: string; type: string }> = {
  csv: { label: 'CSV', type: 'text/csv' },
  m3u8: { label: 'M3U8', type: 'audio/x-mpegurl' },
  jspf: { label: 'JSPF', type: 'application/jspf+json' },
  txt: { label: 'Text', type: 'text/plain' },
}

type ListedTrack = Pick<
  Track,
  'name' | 'artists' | 'album' | 'durationMs' | 'releaseYear' | 'isrc' | 'spotifyUrl'
>
export type TrackList = { title: string; tracks: readonly ListedTrack[] }

/** The list as the text of a file that ends with a line break. */
export function formatTrackList(format: ListFormat, list: TrackList): string {
  return WRITERS[format](list)
}

const WRITERS: Record<ListFormat, (list: TrackList) => string> = {
  csv: toCsv,
  m3u8: toM3u,
  jspf: toJspf,
  txt: ({ tracks }) => toLines(tracks.map(toName)),
}

/** RFC 4180, with the columns that exports of Spotify playlists have. */
function toCsv({ tracks }: TrackList): string {
  const heading = [
    'Track URL',
    'Track Name',
    'Artist Name(s)',
    'Album Name',
    'Release Year',
    'Duration (ms)',
    'ISRC',
  ]
  const rows = tracks.map((track) => [
    track.spotifyUrl,
    track.name,
    track.artists.map(({ name }) => name).join(';'),
    track.album,
    track.releaseYear,
    track.durationMs,
    track.isrc,
  ])
  return [heading, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('')
}

function toCell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Extended M3U in UTF-8. A track without a link stands there by its name. */
function toM3u({ title, tracks }: TrackList): string {
  const entries = tracks.flatMap((track) => [
    `#EXTINF:${track.durationMs === null ? '-1' : String(Math.round(track.durationMs / 1000))},${toName(track)}`,
    track.spotifyUrl ?? toName(track),
  ])
  return toLines(['#EXTM3U', `#PLAYLIST:${toOneLine(title)}`, ...entries])
}

/** https://xspf.org/jspf */
function toJspf({ title, tracks }: TrackList): string {
  const track = tracks.map(({ name, artists, album, durationMs, spotifyUrl, isrc }) => ({
    title: name,
    creator: artists.map((artist) => artist.name).join(', '),
    ...(album !== null && { album }),
    ...(durationMs !== null && { duration: durationMs }),
    ...(spotifyUrl !== null && { location: [spotifyUrl] }),
    ...(isrc !== null && { identifier: [`isrc:${isrc}`] }),
  }))
  return `${JSON.stringify({ playlist: { title, track } }, null, 2)}\n`
}

const toName = ({ artists, name }: ListedTrack): string =>
  toOneLine(`${artists.map((artist) => artist.name).join(', ')} - ${name}`)

const toOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const toLines = (lines: string[]): string => lines.map((line) => `${line}\n`).join('')
