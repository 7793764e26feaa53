import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTrackFile } from './read-track-file'
import type { FileEvent } from './events'
import { inChunks, rowsOf, skippedOf } from './test-support'

const FOLDER = new URL('../../../shared/data/strangers/', import.meta.url)

/** Tracks as "artist – title", with id, length in seconds and playlist where the file says them. */
const RIGHT: Record<string, { tracks: unknown[]; skipped?: string[] }> = {
  'c01-wmp-backslash-number-title.m3u': {
    tracks: ['Kestrel Bay – Prologue Lamp', "Kestrel Bay – Marco's Bell"],
  },
  'c02-bare-paths-number-title.m3u': {
    tracks: ['Kestrel Bay – All I Want', 'Kestrel Bay – You Make It Hard', 'Kestrel Bay – rose'],
  },
  'c03-windows-drive-forward-slash.m3u8': {
    tracks: [
      'Kestrel Bay – Drive Lamp',
      'Otto Lind – Drive Bell',
      'Kestrel Bay – Backslash Lamp',
      'Otto Lind – Share Bell',
      'Kestrel Bay – Uri Lamp',
    ],
  },
  'c04-folder-named-spotify.m3u8': {
    tracks: [
      'Kestrel Bay – Folder Lamp 200s',
      'Otto Lind – Folder Bell 201s',
      'Otto Lind – Stream Bell 202s',
      'Otto Lind – Plain Bell 203s',
    ],
  },
  'c05-music-assistant.m3u': {
    tracks: [
      'Kestrel Bay – Assistant Lamp 234s 6TmaMJkECIgTpk1GmkqGCN',
      'Otto Lind – Assistant Bell 235s 7I4QjQJihLmMH0Q0LzDbOV',
      'Otto Lind – Library Bell 236s',
    ],
  },
  'c07-extinf-milliseconds.m3u': {
    tracks: ['Kestrel Bay – Milli Lamp', 'Otto Lind – Minus Bell', 'Otto Lind – Point Bell 201.7s'],
  },
  'c08-extinf-attributes-comma.m3u8': {
    tracks: [
      'Kestrel Bay – Attribute Lamp 215s',
      'Tyler, The Creator – Comma Lamp 215s',
      'Otto Lind – Logo Bell 216s',
    ],
  },
  'c11-artist-311.m3u8': {
    tracks: [
      '311 – Down Lamp - Remastered 2019 205s',
      '112 – Peaches Lamp - Remix 206s',
      '311 – Amber Lamp 207s',
    ],
  },
  'j12-playlist-mixed-localTrack-key.json': {
    tracks: [
      'Kestrel Bay – Full Item Lamp 0123456789abcdefABCDEA [P]',
      'Kestrel Bay – Bare Item Bell 0123456789abcdefABCDEB [P]',
    ],
    skipped: ['Local Oar'],
  },
  't01-spotify-backup.txt': {
    tracks: [
      'Kestrel Bay – Backup Lamp WRhixn1s9q3GjLe3kV09Yk [My Backup List]',
      'Otto Lind, Kestrel Bay – Backup Bell nrqZJ0TnsJPij46HyKquRs [My Backup List]',
      'Otto Lind – Backup Oar 4TVJcLbMIFvwLyrbSBdhCV [Other List]',
    ],
  },
  't02-markdown-bullets.txt': {
    tracks: [
      'Kestrel Bay – Bullet Lamp',
      'Otto Lind – Bullet Bell',
      'Kestrel Bay – Star Lamp',
      'Otto Lind – Dot Bell',
      'Otto Lind – Triangle Bell',
      'Otto Lind – Dash Bell',
      'Otto Lind – Square Bell',
    ],
  },
  't04-timestamps.txt': {
    tracks: [
      'Kestrel Bay – Stamp Lamp',
      'Otto Lind – Stamp Bell',
      'Kestrel Bay – Stamp Buoy',
      'Otto Lind – Stamp Oar',
      'Kestrel Bay – Stamp Sail',
      'Otto Lind – Stamp Mast',
    ],
  },
  't17-hash-numbers.txt': {
    tracks: [
      'Kestrel Bay – Hash Lamp',
      'Otto Lind – Hash Bell',
      'Kestrel Bay – Hash Oar',
      '#1 Dads – Return Lamp',
      'Kestrel Bay – Last Lamp',
    ],
  },
  'x03-latin1-declared.xspf': { tracks: ['Björn Bay – Café Lamp [Liste française]'] },
}

const toLine = (event: Extract<FileEvent, { kind: 'row' }>['row']): string =>
  [
    `${event.track.artists.map(({ name }) => name).join(', ')} – ${event.track.name}`,
    event.track.durationMs === null ? '' : `${String(event.track.durationMs / 1000)}s`,
    event.track.spotifyId ?? '',
    event.playlist ? `[${event.playlist.name}]` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')

describe('a playlist or list as people have it', () => {
  const there = existsSync(FOLDER)
  test.skipIf(!there).each(Object.entries(RIGHT))(
    there ? '%s is read' : `%s: skipped, there is no ${FOLDER.pathname}`,
    async (file, { tracks, skipped = [] }) => {
      const events: FileEvent[] = []
      const bytes = readFileSync(new URL(file, FOLDER))
      for await (const block of readTrackFile(inChunks(bytes), { filename: file })) events.push(...block)
      expect(rowsOf(events).map(toLine)).toEqual(tracks)
      expect(skippedOf(events).map(({ name }) => name)).toEqual(skipped)
    },
  )
})
