import { createSandbox, type SandboxOptions } from '../../sandbox'
import type { Line } from '../ask-json'
import { checkUrl } from '../../outgoing/destination'
import type { GuardedGet } from '../../outgoing/guarded-get'
import { OutgoingFault } from '../../outgoing/outgoing-fault'
import type { AskedTrack } from '../source'

const ORIGIN = 'http://127.0.0.1:4010'

/** A sandbox and a line to one of its look-alikes, without a socket. */
export function connectLookAlike(path: string, options: Partial<SandboxOptions> = {}) {
  const sandbox = createSandbox({ tracks: 300, playlists: 4, ...options })
  const asked: URL[] = []
  const get: GuardedGet = async (text, { destination, types, signal }) => {
    const url = checkUrl(text, destination)
    asked.push(url)
    const headers = { 'user-agent': 'Segue' }
    const response = await sandbox.handle(new Request(url, { headers }), signal)
    const isTaken = types.some((type) => response.headers.get('content-type')?.startsWith(type))
    if (response.status === 200 && !isTaken) throw new OutgoingFault('wrong-type', 'not what was asked for')
    try {
      const body = new Uint8Array(await response.arrayBuffer())
      return { status: response.status, headers: Object.fromEntries(response.headers), body }
    } catch (error) {
      throw new OutgoingFault('unreachable', 'broken', { cause: error })
    }
  }
  const line: Line = {
    get,
    baseUrl: ORIGIN + path,
    destination: { hosts: [], lookAlike: ORIGIN },
    pace: { wait: () => Promise.resolve() },
    timeoutMs: 1000,
    maxRetries: 2,
    random: () => 0,
  }
  const { catalogue } = sandbox
  const track = (index: number): AskedTrack => {
    const { title, durationMs, artists, album, explicit } = catalogue.trackAt(index)
    return {
      spotifyId: catalogue.idOf('track', index),
      name: title,
      artists: artists.map((artist) => ({ spotifyId: null, name: catalogue.artistAt(artist).name })),
      album: { spotifyId: null, name: catalogue.albumAt(album).name, releaseDate: null, imageUrl: null },
      durationMs,
      isrc: catalogue.isrcOf(catalogue.trackAt(index)),
      explicit,
      popularity: null,
      releaseYear: null,
      genres: [],
    }
  }
  const tracks = (count: number) => Array.from({ length: count }, (_, index) => track(index))
  return { sandbox, line, asked, track, tracks }
}
