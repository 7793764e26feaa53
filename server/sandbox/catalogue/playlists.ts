/**
 * Playlists over the whole catalogue. Three in five are slices of a genre and together hold every track once;
 * the others gather a mood or a decade across genres. All have strays, and some the oddities of real ones.
 */
import { GENRES } from './genres'
import type { ProfileTable } from './profile'
import { createRandom, item, Salt } from './random'
import { eraSliceName, MOOD_THEMES, moodSliceName } from './themes'
import { USERS } from './users'

/** Entries of `items` below 0 are no catalogue tracks. */
export const ODD_ITEM = { local: -1, episode: -2, missing: -3 } as const

export type SandboxPlaylist = {
  index: number
  name: string
  description: string
  owner: string
  collaborators: string[]
  public: boolean
  collaborative: boolean
  followers: number
  /** Track indexes in order, or an ODD_ITEM. */
  items: Int32Array
}
type Draft = { name: string; description: string; tracks: number[] }

const HOME_SHARE = 0.6
const STRAY_SHARE = 0.08
const SMALLEST = 20
/** Spotify's own ceiling for a playlist is about 11,000 items; mood playlists stay far below. */
const LARGEST_MOOD = 800

/** `length` is that of each list, from which those with more are cut and those with less filled; 0: its own. */
export function createPlaylists(
  seed: number,
  count: number,
  profiles: ProfileTable,
  length = 0,
): SandboxPlaylist[] {
  const tracks = profiles.genre.length
  if (tracks === 0 || count === 0) return []
  const drafts = draftHomes(profiles, Math.max(1, Math.round(count * HOME_SHARE)))
  for (let i = 0; drafts.length < count; i++) drafts.push(draftMood(seed, count, i, profiles))
  return drafts.map((draft, index) => finish(seed, tracks, length, draft, index))
}

/** Every track lands in exactly one of these. */
function draftHomes(profiles: ProfileTable, homes: number): Draft[] {
  const members = GENRES.map((): number[] => [])
  profiles.genre.forEach((genre, track) => members[genre]?.push(track))
  const filled = members.map((tracks, genre) => ({ tracks, genre })).filter(({ tracks }) => tracks.length > 0)
  if (homes < filled.length) return mergeGenres(filled, homes)
  const slices = share(
    filled.map(({ tracks }) => tracks.length),
    homes,
  )
  return filled.flatMap(({ tracks, genre }, i) => sliceGenre(profiles, tracks, genre, slices[i] ?? 1))
}

function mergeGenres(filled: { tracks: number[]; genre: number }[], homes: number): Draft[] {
  return Array.from({ length: homes }, (_, home): Draft => {
    const shelf = filled.filter((_entry, i) => i % homes === home)
    const names = shelf.slice(0, 3).map(({ genre }) => item(GENRES, genre).name)
    return {
      name: names.join(' + '),
      description: 'A shelf of neighbours.',
      tracks: shelf.flatMap(({ tracks }) => tracks),
    }
  })
}

/** Cuts a genre into equal slices: by age or by intensity, in turns. */
function sliceGenre(profiles: ProfileTable, tracks: number[], genre: number, parts: number): Draft[] {
  const { name } = item(GENRES, genre)
  const byAge = genre % 2 === 1
  const column = byAge ? profiles.year : profiles.intensity
  const sorted = tracks.sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0) || a - b)
  return Array.from({ length: parts }, (_, part): Draft => {
    const slice = sorted.slice(
      Math.floor((part * sorted.length) / parts),
      Math.floor(((part + 1) * sorted.length) / parts),
    )
    const yearAt = (at: number): number => profiles.year[slice.at(at) ?? 0] ?? 0
    return {
      name: byAge ? eraSliceName(name, yearAt(0), yearAt(-1), part, parts) : moodSliceName(name, part, parts),
      description: `${item(GENRES, genre).name}, picked by hand.`,
      tracks: slice,
    }
  })
}

/** Deals `total` slots to groups by size, at least one each (D'Hondt). */
function share(sizes: number[], total: number): number[] {
  const slots = sizes.map(() => 1)
  for (let dealt = sizes.length; dealt < total; dealt++) {
    let best = 0
    sizes.forEach((size, i) => {
      if (size / ((slots[i] ?? 0) + 1) > item(sizes, best) / (item(slots, best) + 1)) best = i
    })
    slots[best] = item(slots, best) + 1
  }
  return slots
}

function draftMood(seed: number, count: number, number: number, profiles: ProfileTable): Draft {
  const tracks = profiles.genre.length
  const theme = item(MOOD_THEMES, number % MOOD_THEMES.length)
  const volume = Math.floor(number / MOOD_THEMES.length)
  const random = createRandom(Salt.playlist, seed, 1, number)
  const typical = Math.min(LARGEST_MOOD, (HOME_SHARE * tracks) / count + 30)
  const wanted = Math.min(tracks, Math.round(typical * (0.6 + random.uniform())))
  const found = new Set<number>()
  for (let probes = 0; probes < wanted * 30 && found.size < wanted; probes++) {
    const track = random.int(tracks)
    if (theme.fits(profiles.at(track))) found.add(track)
  }
  const name = volume === 0 ? theme.name : `${theme.name}, Vol. ${volume + 1}`
  return { name, description: theme.description, tracks: [...found] }
}

/** Adds strays and oddities, shuffles, and gives the list an owner. */
function finish(seed: number, tracks: number, length: number, draft: Draft, index: number): SandboxPlaylist {
  const random = createRandom(Salt.playlist, seed, 2, index)
  const members = new Set(draft.tracks)
  const target = Math.min(tracks, Math.max(SMALLEST, Math.round(members.size * (1 + STRAY_SHARE))))
  for (let probes = 0; probes < 20 * target && members.size < target; probes++) {
    members.add(random.int(tracks))
  }
  const items = [...members]
  if (index % 5 === 1) items.push(random.pick(items))
  if (index % 7 === 2) items.push(ODD_ITEM.local)
  if (index % 11 === 3) items.push(ODD_ITEM.episode)
  if (index % 13 === 4) items.push(ODD_ITEM.missing)
  if (length > 0) fit(items, length, () => random.int(tracks))
  const isMood = MOOD_THEMES.some(({ description }) => description === draft.description)
  const owner = item(USERS, index % USERS.length)
  const collaborative = isMood && index % 5 === 0
  const partner = item(USERS, (index + 1) % 3)
  return {
    index,
    name: draft.name,
    description: draft.description,
    owner: owner.id,
    collaborators: collaborative && partner.id !== owner.id ? [partner.id] : [],
    // A home playlist is never private: what only a private one holds could not be found without its owner.
    public: !(isMood && index % 6 === 2),
    collaborative,
    followers: Math.round(10 ** (4 * random.uniform())),
    items: Int32Array.from(random.shuffle(items)),
  }
}

/** What is cut is what came first: repeats and oddities stand at the end. */
function fit(items: number[], length: number, draw: () => number): void {
  items.splice(0, items.length - length)
  while (items.length < length) items.push(draw())
}
