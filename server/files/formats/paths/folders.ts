/** Folders that hold music and say nothing of it. */
const GENERIC = new Set([
  ...[
    'music',
    'musik',
    'musique',
    'musica',
    'música',
    'muziek',
    'musikk',
    'my music',
    'mp3',
    'mp3s',
    'flac',
    'audio',
  ],
  ...['songs', 'media', 'library', 'download', 'downloads', 'desktop', 'documents', 'itunes', 'itunes media'],
  ...['itunes music', 'apple music', 'spotify', 'spotify-downloads', 'deezer', 'tidal', 'soulseek'],
  ...['playlist', 'playlists', 'export', 'exports', 'share', 'shared', 'public', 'data', 'storage'],
  ...['emulated', 'sdcard', 'nas', 'mnt', 'volumes', 'tmp', 'temp', 'home', 'users', 'dropbox', 'onedrive'],
  ...['google drive', 'sync', 'backup', 'opt', 'srv', 'var', 'run'],
])
/** Stand where the name of an artist or album would. */
const NOBODY = new Set([
  ...[
    'various',
    'various artists',
    'va',
    'v.a.',
    'compilation',
    'compilations',
    'sampler',
    'soundtrack',
    'soundtracks',
  ],
  ...['unknown', 'unknown artist', 'unknown album', 'singles'],
])
/** Behind one of these stands the name of a user or a disk. */
const PARENTS = new Set(['home', 'users', 'volumes', 'mnt', 'media', 'emulated', 'run'])
const DISC = /^(?:cd|dis[ck]|side)[ ._-]?(?:\d{1,2}|[a-d])(?![0-9A-Za-z])/i
const YEAR_BEFORE = /^[([]?((?:19|20)\d\d)[)\]]?(?:\s?[-–—.]\s?|\s)(?=\S)/
const YEAR_BEHIND = /\s?[([]((?:19|20)\d\d)[)\]]$/

export type Folders = { artist: string; album: string; year: number | null }

/** Artist and album in the folders of a path, from its root on: artist/album/, artist/album/CD 1/, artist - album/, artist/. */
export function readFolders(folders: readonly string[], isAbsolute: boolean): Folders {
  const own = withoutRoot(folders)
  while (own.length > 0 && DISC.test(own.at(-1) ?? '')) own.pop()
  if (isAbsolute && isGeneric(own.at(-1) ?? '')) return NOTHING
  const [artist = '', last = ''] = own.length > 1 ? own.slice(-2) : ['', ...own]
  if (own.length === 0) return NOTHING
  const { name: album, year } = withoutYear(last)
  const known = isName(artist) ? artist : ''
  const dash = /\s[-–—]\s/.exec(album)
  if (known === '' && dash) {
    return {
      artist: album.slice(0, dash.index),
      year,
      album: withoutYear(album.slice(dash.index + dash[0].length)).name,
    }
  }
  // A folder alone is the artist's more often than an album's.
  if (own.length === 1) return { artist: isName(album) ? album : '', album: '', year: null }
  const title = album.startsWith(`${known} - `) ? album.slice(known.length + 3) : album
  return { artist: known, album: NOBODY.has(title.toLowerCase()) ? '' : title, year }
}

const NOTHING: Folders = { artist: '', album: '', year: null }

function withoutRoot(folders: readonly string[]): string[] {
  const own = [...folders]
  while (own.length > 0) {
    const [first = ''] = own
    if (!isGeneric(first)) break
    own.splice(0, PARENTS.has(first.toLowerCase()) ? 2 : 1)
  }
  return own
}

const isGeneric = (folder: string): boolean => GENERIC.has(folder.toLowerCase().trim())

const isName = (folder: string): boolean => !isGeneric(folder) && !NOBODY.has(folder.toLowerCase().trim())

function withoutYear(name: string): { name: string; year: number | null } {
  const found = YEAR_BEHIND.exec(name) ?? YEAR_BEFORE.exec(name)
  if (!found) return { name, year: null }
  const rest = found.index === 0 ? name.slice(found[0].length) : name.slice(0, found.index)
  return rest === '' ? { name, year: null } : { name: rest, year: Number(found[1]) }
}
