import { songKey } from '../../../domain/song-key'
import { isSoundFile, withoutExtension } from '../../../domain/track-lines/decoration'
import { endsInVersion } from '../../../domain/track-lines/list-reader'
import { findNumbering, type Numbering } from '../../../domain/track-lines/list-style'
import { numberAtStart } from '../../../domain/track-lines/number-at-start'
import { separate } from '../../../domain/track-lines/separate'
import { readFolders, type Folders } from './folders'
import { splitPath } from './split-path'

export type PathNames = { title?: string; artist?: string; album?: string; year?: number | null }

/** What the numbers at the start of these files' names mean, as all of them show together. */
export function numberingOf(addresses: readonly string[]): Numbering {
  return findNumbering(addresses.flatMap((address) => toName(splitPath(address)?.base ?? '') || []))
}

/**
 * Title, artist and album in the path of a file: "artist/album/03 - title.mp3", "artist - title.mp3" and what lies
 * between. Nothing for an address on the web, where the path is a number of somebody's.
 */
export function namesOfPath(address: string, numbering: Numbering): PathNames {
  const path = splitPath(address)
  if (!path) return {}
  const folders = readFolders(path.folders, path.isAbsolute)
  const named = readName(toName(path.base), folders, numbering)
  if (named.title === '') return {}
  const album = named.album || folders.album
  const artist = named.artist || folders.artist
  return {
    title: named.title,
    ...(artist !== '' && { artist }),
    ...(album !== '' && { album }),
    ...(folders.year !== null && { year: folders.year }),
  }
}

/** The name of a sound file (or what a directive repeats of it) as people read it. */
function toName(base: string): string {
  const name = isSoundFile(base) ? withoutExtension(base) : base.replace(/\.[a-z0-9]{2,4}$/i, '')
  const isScene = !/\s/.test(name) && (name.includes('_') || /^\d{2,3}-[^-]+-/.test(name))
  // 03-some_band-some_song: hyphens separate where no space can.
  const spaced = isScene && !name.includes('_-_') ? name.replaceAll('-', ' - ') : name
  return spaced.replaceAll('_', ' ').replace(/\s+/g, ' ').trim()
}

type Named = { artist: string; title: string; album: string }

function readName(name: string, folders: Folders, numbering: Numbering): Named {
  const { rest, isNumbered } = withoutNumber(name, folders, numbering)
  const parts: string[] = []
  let title = rest
  for (let pair = separate(title); pair; pair = separate(title)) {
    parts.push(pair[0])
    title = pair[1]
  }
  const joined = (from: number) => [...parts.slice(from), title].join(' - ')
  // "Artist - Album - 03 - Title": all before the number is said of the title.
  const number = parts.findIndex((part, index) => index > 0 && /^\d{1,3}$/.test(part))
  if (number > 0) {
    return { artist: parts[0] ?? '', album: number > 1 ? (parts[1] ?? '') : '', title: joined(number + 1) }
  }
  let from = 0
  while (from < parts.length && isSame(parts[from], folders.artist, folders.album)) from++
  if (from > 0 && isSame(parts[0], folders.artist)) {
    return { artist: folders.artist, album: '', title: joined(from) }
  }
  const isTitle = parts.length === from || (isNumbered && folders.artist !== '' && endsInVersion(rest))
  if (isTitle) return { artist: '', album: '', title: joined(from) }
  return { artist: parts[from] ?? '', album: '', title: joined(from + 1) }
}

function withoutNumber(
  name: string,
  folders: Folders,
  numbering: Numbering,
): { rest: string; isNumbered: boolean } {
  const number = numberAtStart(name)
  if (!number || number.rest === '') return { rest: name, isNumbered: false }
  const { form, value, rest } = number
  const isNumbered =
    number.isSure ||
    number.isPadded ||
    numbering.counting.has(form) ||
    numbering.rising.has(form) ||
    (form === 'dash' && value <= MAX_TRACKS && (folders.artist !== '' || separate(rest) !== null))
  return isNumbered ? { rest, isNumbered } : { rest: name, isNumbered }
}

/** An album has no more. */
const MAX_TRACKS = 99

const isSame = (part: string | undefined, ...names: string[]): boolean =>
  names.some((name) => name !== '' && songKey(part ?? '', '') === songKey(name, ''))
